//! What `now`, `todate`, `fromdate` and jq's functions of the C library are made of.

use jaq_core::ValXs;
use jaq_core::native::{bome, unary, v};
use jaq_json::{Error, Val};
use jaq_std::ValT;
use jiff::civil::DateTime;
use jiff::fmt::strtime::{self, BrokenDownTime};
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp, Zoned};

use super::functions::{Native, text};

/// The functions, and those that jaq-std's definitions call.
pub fn functions() -> [Native; 9] {
    [
        ("now", v(0), |_| bome(Ok(Val::from(Timestamp::now().as_duration().as_secs_f64())))),
        ("fromdateiso8601", v(0), |cv| bome(text(&cv.1).and_then(from_iso))),
        ("todateiso8601", v(0), |cv| bome(moment(&cv.1).map(|moment| Val::utf8_str(moment.to_string())))),
        ("gmtime", v(0), |cv| broken_down(&cv.1, TimeZone::UTC)),
        ("localtime", v(0), |cv| broken_down(&cv.1, TimeZone::system())),
        ("mktime", v(0), |cv| bome(zoned(&cv.1, TimeZone::UTC).and_then(|time| seconds(time.timestamp())))),
        ("strftime", v(1), |cv| unary(cv, |value, format| formatted(&value, &format, TimeZone::UTC))),
        ("strflocaltime", v(1), |cv| {
            unary(cv, |value, format| formatted(&value, &format, TimeZone::system()))
        }),
        ("strptime", v(1), |cv| {
            unary(cv, |value, format| {
                let mut time = BrokenDownTime::parse(text(&format)?, text(&value)?).map_err(Error::str)?;
                if time.offset().is_none() && time.iana_time_zone().is_none() {
                    time.set_offset(Some(Offset::UTC));
                }
                Ok(fields(time.to_zoned().map_err(Error::str)?.datetime()))
            })
        }),
    ]
}

/// RFC 3339.
fn from_iso(text: &str) -> Result<Val, Error> {
    seconds(text.parse().map_err(Error::str)?)
}

/// Seconds since 1970, whole ones as a whole number.
fn seconds(moment: Timestamp) -> Result<Val, Error> {
    match moment.subsec_nanosecond() {
        0 => isize::try_from(moment.as_second()).map(Val::from).map_err(Error::str),
        _ => Ok(Val::from(moment.as_duration().as_secs_f64())),
    }
}

fn moment(value: &Val) -> Result<Timestamp, Error> {
    let whole = value.as_isize().and_then(|whole| i64::try_from(whole).ok());
    let moment = match (whole, value.as_f64()) {
        (Some(whole), _) => Timestamp::from_second(whole),
        (None, Some(seconds)) => {
            SignedDuration::try_from_secs_f64(seconds).and_then(Timestamp::from_duration)
        }
        (None, None) => return Err(Error::typ(value.clone(), "number")),
    };
    moment.map_err(Error::str)
}

fn broken_down<'a>(value: &Val, zone: TimeZone) -> ValXs<'a, Val> {
    bome(moment(value).map(|moment| fields(moment.to_zoned(zone).datetime())))
}

/// Year, month and day of the year from 0, as C counts them.
fn fields(time: DateTime) -> Val {
    let second = match time.subsec_nanosecond() {
        0 => Val::from(isize::from(time.second())),
        nanoseconds => {
            let second = SignedDuration::new(time.second().into(), nanoseconds);
            Val::from(second.as_secs_f64())
        }
    };
    let date = [isize::from(time.year()), isize::from(time.month()) - 1, isize::from(time.day())];
    let time_of_day = [isize::from(time.hour()), isize::from(time.minute())];
    let days = [isize::from(time.weekday().to_sunday_zero_offset()), isize::from(time.day_of_year()) - 1];
    let before = date.into_iter().chain(time_of_day).map(Val::from);
    before.chain([second]).chain(days.into_iter().map(Val::from)).collect()
}

/// A moment, or the fields of one as they are read in that zone.
fn zoned(value: &Val, zone: TimeZone) -> Result<Zoned, Error> {
    let Ok(fields) = value.clone().into_seq::<Vec<Val>>() else {
        return Ok(moment(value)?.to_zoned(zone));
    };
    let unlike = || Error::str(format_args!("cannot convert {value} to time"));
    let (time, second) = civil(&fields).ok_or_else(unlike)?;
    let second = SignedDuration::try_from_secs_f64(second).map_err(Error::str)?;
    let time = time.map_err(Error::str)?.checked_add(second).map_err(Error::str)?;
    time.to_zoned(zone).map_err(Error::str)
}

/// The minute, and the seconds of it.
fn civil(fields: &[Val]) -> Option<(Result<DateTime, jiff::Error>, f64)> {
    let [year, month, day, hour, minute, second, ..] = fields else { return None };
    let small = |value: &Val| value.as_isize().and_then(|whole| i8::try_from(whole).ok());
    let year = year.as_isize().and_then(|year| i16::try_from(year).ok())?;
    let month = small(month)?.checked_add(1)?;
    let time = DateTime::new(year, month, small(day)?, small(hour)?, small(minute)?, 0, 0);
    Some((time, second.as_f64()?))
}

fn formatted(value: &Val, format: &Val, zone: TimeZone) -> Result<Val, Error> {
    let zoned = zoned(value, zone)?;
    strtime::format(text(format)?, &zoned).map(Val::utf8_str).map_err(Error::str)
}
