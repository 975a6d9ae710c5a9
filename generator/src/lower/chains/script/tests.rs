//! Scripts as people write them, each with what it keeps.

use super::*;

/// `variable <- path`, with the setter where it is not `pm.environment.set`.
fn stored(script: &str) -> Vec<String> {
    let findings = read(script).unwrap_or_else(|error| panic!("{error}: {script}"));
    let line = |stored: &Stored| {
        let source = match stored.source {
            ChainSource::Body => "",
            ChainSource::Header => "header ",
            ChainSource::Cookie => "cookie ",
        };
        let setter = match stored.setter.as_str() {
            "pm.environment.set" => String::new(),
            other => format!(" ({other})"),
        };
        let sent = stored.sent.and_then(|sent| findings.sent.get(sent));
        let sent = sent.map(|sent| format!(" of {} {}", sent.method, sent.url)).unwrap_or_default();
        format!("{} <- {source}{}{setter}{sent}", stored.variable, stored.json_path)
    };
    findings.stored.iter().map(line).collect()
}

fn check(table: &[(&str, &[&str])]) {
    for (script, expected) in table {
        assert_eq!(stored(script), *expected, "{script}");
    }
}

#[test]
fn every_setter() {
    check(&[
        ("pm.environment.set('t', pm.response.json().data.token);", &["t <- data.token"]),
        (
            "pm.collectionVariables.set('t', pm.response.json()?.data?.token)",
            &["t <- data.token (pm.collectionVariables.set)"],
        ),
        ("pm.globals.set(`t`, JSON.parse(responseBody).t)", &["t <- t (pm.globals.set)"]),
        ("pm.variables.set(\"t\", JSON.parse(pm.response.text()).t)", &["t <- t (pm.variables.set)"]),
        (
            "var d = JSON.parse(responseBody);\npostman.setEnvironmentVariable('t', d.t);",
            &["t <- t (postman.setEnvironmentVariable)"],
        ),
        (
            "postman.setGlobalVariable('t', JSON.parse(responseBody).t)",
            &["t <- t (postman.setGlobalVariable)"],
        ),
        ("const env = pm.environment; env.set('t', pm.response.json().t)", &["t <- t"]),
        ("const { environment: e, response } = pm; e.set('t', response.json().t)", &["t <- t"]),
        ("const keep = pm.globals.set; keep('t', pm.response.json().t)", &["t <- t (pm.globals.set)"]),
        ("pm['environment']['set']('t', pm.response.json()['t'])", &["t <- t"]),
        (
            "const keep = pm.environment.set.bind(pm.environment); keep('t', pm.response.json().t)",
            &["t <- t"],
        ),
        ("pm.environment.set.call(pm.environment, 't', pm.response.json().t)", &["t <- t"]),
    ]);
}

#[test]
fn ways_into_an_answer() {
    check(&[
        ("const {data:{token}} = pm.response.json(); pm.environment.set('t', token)", &["t <- data.token"]),
        (
            "const {data:{token: mine = ''} = {}} = pm.response.json(); pm.environment.set('t', mine)",
            &["t <- data.token"],
        ),
        (
            "const { hash, echo } = pm.response.json().data.payload; pm.environment.set('h', hash); pm.environment.set('e', echo)",
            &["h <- data.payload.hash", "e <- data.payload.echo"],
        ),
        (
            "const [first] = pm.response.json().items; pm.environment.set('id', first.id)",
            &["id <- items[0].id"],
        ),
        ("const [, {id}] = pm.response.json(); pm.environment.set('id', id)", &["id <- [1].id"]),
        ("const {meta, ...rest} = pm.response.json(); pm.environment.set('id', rest.id)", &["id <- id"]),
        ("let a; ({ a } = pm.response.json()); pm.environment.set('a', a)", &["a <- a"]),
        ("let a, b; [a, b] = pm.response.json().list; pm.environment.set('b', b)", &["b <- list[1]"]),
        ("pm.environment.set('id', pm.response.json()['data']['items'][0].id)", &["id <- data.items[0].id"]),
        ("const key = 'token'; pm.environment.set(key, pm.response.json()[key])", &["token <- token"]),
        (
            "const json = pm.response.json(); const data = json.data; const t = data; pm.environment.set('t', t.token)",
            &["t <- data.token"],
        ),
        (
            "let x; x = pm.response.json().a; x = pm.response.json().b; pm.environment.set('x', x)",
            &["x <- b"],
        ),
        ("jsonData = JSON.parse(responseBody); pm.environment.set('x', jsonData.x)", &["x <- x"]),
        ("pm.environment.set('all', pm.response.json())", &["all <- "]),
        (
            "pm.environment.set('raw', pm.response.text()); pm.environment.set('raw2', responseBody)",
            &["raw <- ", "raw2 <- "],
        ),
        ("var j = xml2Json(responseBody); pm.environment.set('s', j.Envelope.Body.session)", &["s <- "]),
        ("pm.environment.set('s', responseBody.match(/id=\"(.*?)\"/)[1])", &["s <- "]),
        (
            "const $ = cheerio.load(pm.response.text()); pm.environment.set('csrf', $('input[name=csrf]').val())",
            &["csrf <- "],
        ),
        (
            "pm.environment.set('t', _.get(pm.response.json(), 'data.items[0].token', ''))",
            &["t <- data.items[0].token"],
        ),
        (
            "const _ = require('lodash'); pm.environment.set('t', _.get(pm.response.json(), ['data', 'token']))",
            &["t <- data.token"],
        ),
        ("pm.environment.set('id', _.first(pm.response.json().items).id)", &["id <- items[0].id"]),
        ("pm.environment.set('id', _.find(pm.response.json().items, {kind: 'x'}).id)", &["id <- items[].id"]),
        ("pm.environment.set('t', JSON.parse(pm.response.json().payload).t)", &["t <- payload.t"]),
    ]);
}

#[test]
fn headers_and_cookies() {
    check(&[
        ("pm.environment.set('t', pm.response.headers.get('X-Token'))", &["t <- header X-Token"]),
        (
            "pm.environment.set('t', postman.getResponseHeader('Location').split('/').pop())",
            &["t <- header Location"],
        ),
        (
            "pm.environment.set('t', pm.response.headers.find(h => h.key === 'X-Token').value)",
            &["t <- header X-Token"],
        ),
        (
            "pm.environment.set('t', pm.response.headers.all().find(function (h) { return h.key.toLowerCase() == 'x-token' }).value)",
            &["t <- header x-token"],
        ),
        (
            "pm.environment.set('t', _.find(pm.response.headers.all(), {key: 'X-Token'}).value)",
            &["t <- header X-Token"],
        ),
        ("pm.environment.set('t', pm.response.headers.one('X-Token').value)", &["t <- header X-Token"]),
        ("pm.environment.set('t', responseHeaders['X-Token'])", &["t <- header X-Token"]),
        ("pm.environment.set('t', pm.response.headers.toObject()['x-token'])", &["t <- header x-token"]),
        ("pm.environment.set('c', pm.cookies.get('sid'))", &["c <- cookie sid"]),
        ("pm.environment.set('c', postman.getResponseCookie('sid').value)", &["c <- cookie sid"]),
    ]);
}

#[test]
fn values_that_were_changed_keep_their_path() {
    check(&[
        ("pm.environment.set('a', 'Bearer ' + pm.response.json().token)", &["a <- token"]),
        ("pm.environment.set('a', `Bearer ${pm.response.json().token}`)", &["a <- token"]),
        ("pm.environment.set('a', 'Bearer '.concat(pm.response.json().token))", &["a <- token"]),
        ("let h = 'Bearer '; h += pm.response.json().token; pm.environment.set('a', h)", &["a <- token"]),
        ("pm.environment.set('d', JSON.stringify(pm.response.json().data))", &["d <- data"]),
        ("pm.environment.set('d', pm.response.json().id.toString().trim())", &["d <- id"]),
        (
            "pm.environment.set('d', String(pm.response.json().id)); pm.environment.set('n', parseInt(pm.response.json().n, 10))",
            &["d <- id", "n <- n"],
        ),
        ("pm.environment.set('d', pm.response.json().auth.split(' ')[1])", &["d <- auth"]),
        (
            "const claims = JSON.parse(atob(pm.response.json().jwt.split('.')[1])); pm.environment.set('sub', claims.sub)",
            &["sub <- jwt"],
        ),
        (
            "pm.environment.set('exp', Date.now() + pm.response.json().expires_in * 1000)",
            &["exp <- expires_in"],
        ),
        ("pm.environment.set('n', +pm.response.json().n)", &["n <- n"]),
        ("pm.environment.set('u', encodeURIComponent(pm.response.json().url))", &["u <- url"]),
    ]);
}

#[test]
fn either_or() {
    check(&[
        ("const j = pm.response.json(); pm.environment.set('t', j.token || '')", &["t <- token"]),
        (
            "const j = pm.response.json(); pm.environment.set('t', j.data ? j.data.token : j.token)",
            &["t <- data.token"],
        ),
        ("const j = pm.response.json(); pm.environment.set('t', ok ? '' : j.token)", &["t <- token"]),
        (
            "const j = pm.response.json(); pm.environment.set('t', j.data && j.data.token)",
            &["t <- data.token"],
        ),
        (
            "const j = pm.response.json(); pm.environment.set('t', j.access_token ?? j.token)",
            &["t <- access_token"],
        ),
        (
            "let t = ''; const j = pm.response.json(); if (j.a) { t = j.a } else { t = j.b } pm.environment.set('t', t)",
            &["t <- a"],
        ),
        ("let t = pm.response.json().a; if (!t) { t = ''; } pm.environment.set('t', t)", &["t <- a"]),
        (
            "const j = pm.response.json(); if (j.a) pm.environment.set('t', j.a); else pm.environment.set('t', j.b)",
            &["t <- a", "t <- b"],
        ),
        (
            "const j = pm.response.json(); switch (j.kind) { case 1: pm.environment.set('a', j.a); break; default: pm.environment.set('b', j.b) }",
            &["a <- a", "b <- b"],
        ),
        (
            "let j = {}; try { j = pm.response.json() } catch (e) { j = null } pm.environment.set('t', j.t)",
            &["t <- t"],
        ),
        (
            "var user = JSON.parse(responseBody).user || {}; pm.globals.set('t', user.token)",
            &["t <- user.token (pm.globals.set)"],
        ),
        (
            "if (pm.response.code !== 200) { return; } pm.environment.set('t', pm.response.json().t)",
            &["t <- t"],
        ),
    ]);
}

#[test]
fn functions_and_callbacks() {
    check(&[
        (
            "function save(name, v) { pm.environment.set(name, v) } const j = pm.response.json(); save('a', j.a); save('b', j.b)",
            &["a <- a", "b <- b"],
        ),
        (
            "const save = (name, v = pm.response.json()[name]) => pm.environment.set(name, v); save('a')",
            &["a <- a"],
        ),
        ("const body = () => pm.response.json(); pm.environment.set('a', body().a)", &["a <- a"]),
        (
            "function pick(o) { if (!o) { return null } return o.data.id } pm.environment.set('a', pick(pm.response.json()))",
            &["a <- data.id"],
        ),
        (
            "pm.test('ok', function () { var j = pm.response.json(); pm.expect(j.a).to.exist; pm.environment.set('a', j.a) })",
            &["a <- a"],
        ),
        (
            "pm.test('ok', async () => { const j = await pm.response.json(); pm.environment.set('a', j.a) })",
            &["a <- a"],
        ),
        (
            "pm.response.json().items.forEach(i => { if (i.kind === 'x') { pm.environment.set('id', i.id) } })",
            &["id <- items[].id"],
        ),
        ("for (const i of pm.response.json().items) pm.environment.set('id', i.id)", &["id <- items[].id"]),
        (
            "const l = pm.response.json(); for (let i = 0; i < l.length; i++) { pm.environment.set('id', l[i].id) }",
            &["id <- [].id"],
        ),
        (
            "for (var k in pm.response.json().items) { pm.environment.set('id', pm.response.json().items[k].id) }",
            &["id <- items[].id"],
        ),
        (
            "const hit = pm.response.json().items.find(i => i.on); pm.environment.set('id', hit.id)",
            &["id <- items[].id"],
        ),
        ("pm.environment.set('id', pm.response.json().items.filter(i => i.on)[0].id)", &["id <- items[].id"]),
        (
            "const ids = pm.response.json().items.map(i => i.id); pm.environment.set('id', ids[0])",
            &["id <- items[0].id"],
        ),
        (
            "const ids = []; pm.response.json().items.forEach(i => ids.push(i.id)); pm.environment.set('ids', JSON.stringify(ids))",
            &["ids <- items[].id"],
        ),
        ("['a', 'b'].forEach(k => pm.environment.set(k, pm.response.json()[k]))", &["a <- a", "b <- b"]),
        (
            "Object.entries({a: pm.response.json().x, b: 1}).forEach(([k, v]) => pm.environment.set(k, v))",
            &["a <- x"],
        ),
        (
            "const h = { save(n, v) { pm.environment.set(n, v) } }; h.save('a', pm.response.json().a)",
            &["a <- a"],
        ),
        (
            "let id; pm.response.json().items.forEach(i => { id = i.id }); pm.environment.set('id', id)",
            &["id <- items[].id"],
        ),
        ("setTimeout(() => pm.environment.set('a', pm.response.json().a), 10)", &["a <- a"]),
        ("(function () { pm.environment.set('a', pm.response.json().a) })()", &["a <- a"]),
        ("function f() { f(); f(); pm.environment.set('a', pm.response.json().a) } f()", &["a <- a"]),
    ]);
}

#[test]
fn requests_of_a_script() {
    check(&[
        (
            "pm.sendRequest({url: pm.environment.get('base') + '/login', method: 'post'}, (err, res) => pm.environment.set('t', res.json().access_token))",
            &["t <- access_token of POST {{base}}/login"],
        ),
        (
            "const request = { url: { raw: 'https://a.example/token' }, method: 'POST' };\npm.sendRequest(request, function (e, r) { const { token } = r.json(); pm.globals.set('t', token) })",
            &["t <- token (pm.globals.set) of POST https://a.example/token"],
        ),
        (
            "const res = await pm.sendRequest('https://a.example/t'); pm.environment.set('t', res.json().t)",
            &["t <- t of GET https://a.example/t"],
        ),
        (
            "pm.sendRequest(req).then(r => r.json()).then(j => pm.environment.set('t', j.t)).catch(console.error)",
            &["t <- t of GET "],
        ),
    ]);
}

#[test]
fn what_is_no_chain() {
    check(&[
        (
            "// pm.environment.set('t', pm.response.json().t)\n/* pm.environment.set('t', pm.response.json().t) */",
            &[],
        ),
        ("pm.environment.set('t', 'constant'); pm.environment.set('n', 1); pm.environment.unset('x')", &[]),
        (
            "pm.environment.set('ok', pm.response.json().a === 1); pm.environment.set('no', !pm.response.json().a)",
            &[],
        ),
        ("pm.environment.set('code', pm.response.code); pm.environment.set('now', Date.now())", &[]),
        ("function never() { pm.environment.set('t', pm.response.json().t) }", &[]),
        ("Object.keys(pm.response.json()).forEach(k => pm.environment.set(k, pm.response.json()[k]))", &[]),
        ("eval(\"pm.environment.set('t', pm.response.json().t)\")", &[]),
        ("const pm = other(); pm.environment.set('t', pm.response.json().t)", &[]),
        ("tests['Status code is 200'] = responseCode.code === 200;", &[]),
        ("const s = \"pm.environment.set('t', 1)\"; console.log(s, pm.response.json().t)", &[]),
        ("let t = pm.response.json().t; t = unknown(t); pm.environment.set('t', t)", &[]),
        ("import x from 'y'; pm.environment.set('t', x.t)", &[]),
        ("", &[]),
    ]);
}

#[test]
fn a_set_value_is_remembered_within_the_script() {
    check(&[(
        "pm.environment.set('t', pm.response.json().t); pm.globals.set('a', 'Bearer ' + pm.environment.get('t'))",
        &["t <- t", "a <- t (pm.globals.set)"],
    )]);
}

#[test]
fn variables_are_followed_into_the_request() {
    let script = "const token = pm.variables.get('token');\n\
        pm.request.headers.upsert({key: 'Authorization', value: 'Bearer ' + token});\n\
        pm.request.headers.add({key: 'X-Plain', value: 'constant'});\n\
        pm.environment.set('auth', `Bearer ${pm.environment.get('session')}`);\n\
        postman.getGlobalVariable('other'); pm.variables.replaceIn('{{more}}/x');\n\
        environment['old'] + globals.older + pm.variables.toObject().all;";
    let found = read(script).expect("it is JavaScript");
    assert_eq!(found.read, ["token", "session", "other", "more", "old", "older", "all"]);
    assert_eq!(
        found.placed,
        [Placed { variable: "token".into(), place: Use::Header("Authorization".into()) }]
    );
    assert_eq!(found.derived, [Derived { variable: "auth".into(), from: "session".into() }]);
    assert!(found.stored.is_empty());
}

#[test]
fn what_cannot_be_read_says_why() {
    assert!(matches!(read("if (a { pm.environment.set("), Err(Unreadable::Syntax(_))));
    assert_eq!(read(&" ".repeat(parse::LONGEST + 1)), Err(Unreadable::TooLong));
    assert_eq!(read(&"a=({a:".repeat(10_000)), Err(Unreadable::TooDeep));
    assert!(read(&format!("const s = '{}';", "({".repeat(10_000))).is_ok());
    assert!(read(&"f({a: [1]});\n".repeat(10_000)).is_ok());
}
