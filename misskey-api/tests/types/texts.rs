//! Texts that are one of a few.

use super::*;

#[test]
fn a_text_that_is_known_is_its_variant_however_it_is_made() {
    assert_eq!(read(&json!("home")), Ok(Visibility::Home));
    assert_eq!(Visibility::from("home"), Visibility::Home);
    assert_eq!("home".parse(), Ok(Visibility::Home));
    assert_eq!(Visibility::Home.as_str(), "home");
    assert_eq!(Visibility::Home.to_string(), "home");
    assert_eq!(written(&Visibility::Home), json!("home"));
}

#[test]
fn a_text_that_is_not_known_is_kept_and_written_back() {
    for text in ["galaxy", "Home", "", "ほし \"1\"\n"] {
        let read: Visibility = read(&json!(text)).unwrap();
        let Visibility::Other(other) = &read else {
            panic!("{text:?} was taken for {read:?}");
        };
        assert_eq!(other.as_str(), text);
        assert_eq!(read.as_str(), text);
        assert_eq!(read.to_string(), text);
        assert_eq!(read, Visibility::from(text));
        assert_eq!(written(&read), json!(text));
    }
}

#[test]
fn the_known_text_unknown_is_not_one_that_is_not_known() {
    assert_eq!(read(&json!("unknown")), Ok(UserLiteOnlineStatus::Unknown));
    assert_eq!(written(&UserLiteOnlineStatus::Unknown), json!("unknown"));
    assert!(matches!(
        read(&json!("dreaming")),
        Ok(UserLiteOnlineStatus::Other(_))
    ));
}

#[test]
fn what_is_not_a_text_is_no_text() {
    let error = error::<Visibility>(&json!(3));
    assert_eq!(error.path(), "$");
    assert!(error.reason().contains("expected text"), "{error}");
}
