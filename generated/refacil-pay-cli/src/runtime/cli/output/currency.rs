//! Amounts of money as people write them, digit by digit.

use super::super::super::core::spec::Language;

/// Codes of ISO 4217 that are in use.
const CODES: &str = "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN \
    BZD CAD CDF CHF CLF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF \
    GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD \
    LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR \
    PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY \
    TTD TWD TZS UAH UGX USD UYU UYW UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG";

/// The unit is a currency.
#[must_use]
pub fn is_currency(unit: &str) -> bool {
    unit.len() == 3 && CODES.split_whitespace().any(|code| code == unit)
}

/// `1234567.50` with groups of three: `1,234,567.50`. None for what is no plain decimal number.
#[must_use]
pub fn grouped(number: &str, language: Language) -> Option<String> {
    let (group, point) = match language {
        Language::English => (',', '.'),
        Language::Spanish => ('.', ','),
    };
    let (sign, digits) = number.strip_prefix('-').map_or(("", number), |digits| ("-", digits));
    let (whole, fraction) =
        digits.split_once('.').map_or((digits, None), |(whole, part)| (whole, Some(part)));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !is_number(whole) || !fraction.is_none_or(is_number) {
        return None;
    }
    let mut out = String::from(sign);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            out.push(group);
        }
        out.push(digit);
    }
    if let Some(fraction) = fraction {
        out.push(point);
        out.push_str(fraction);
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_grouped_and_none_is_lost() {
        let english = |number| grouped(number, Language::English);
        assert_eq!(english("50000.10").as_deref(), Some("50,000.10"));
        assert_eq!(english("-123").as_deref(), Some("-123"));
        assert_eq!(english("12345678901234567890123").as_deref(), Some("12,345,678,901,234,567,890,123"));
        assert_eq!(grouped("1234.5", Language::Spanish).as_deref(), Some("1.234,5"));
        for text in ["1e5", "", ".5", "1.", "a", "1,000"] {
            assert_eq!(english(text), None, "{text}");
        }
        assert!(is_currency("COP") && !is_currency("UTC") && !is_currency("cop"));
    }
}
