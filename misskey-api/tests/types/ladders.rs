//! Unions of which each member has all of the one before.

use super::*;

#[test]
fn a_user_is_as_much_as_its_keys_tell() {
    assert!(matches!(read(&user_lite()), Ok(User::UserLite(_))));
    assert!(matches!(
        read(&user_detailed()),
        Ok(User::UserDetailedNotMe(_))
    ));
    assert!(matches!(read(&me_detailed()), Ok(User::MeDetailed(_))));
    assert!(matches!(
        read(&user_detailed()),
        Ok(UserDetailed::UserDetailedNotMe(_))
    ));
    assert!(matches!(
        read(&me_detailed()),
        Ok(UserDetailed::MeDetailed(_))
    ));
}

#[test]
fn a_detailed_user_is_recognised_with_optional_keys_of_the_next_step() {
    // Moderators see these of others.
    let seen = with(
        user_detailed(),
        "",
        "followedMessage",
        json!("Follow the tea"),
    );
    let Ok(User::UserDetailedNotMe(user)) = read(&seen) else {
        panic!("{:?}", read::<User>(&seen));
    };
    assert_eq!(user.followed_message.as_deref(), Some("Follow the tea"));
    assert_eq!(user.two_factor_enabled, None);
    let seen = with(user_detailed(), "", "twoFactorEnabled", json!(false));
    let Ok(User::UserDetailedNotMe(user)) = read(&seen) else {
        panic!("{:?}", read::<User>(&seen));
    };
    assert_eq!(user.two_factor_enabled, Some(false));
}

#[test]
fn every_step_is_written_back_as_it_came() {
    for sent in [user_lite(), user_detailed(), me_detailed()] {
        let sent = with(sent, "", "futureField", json!({ "a": [1] }));
        let user: User = read(&sent).unwrap();
        assert_same(&written(&user), &sent, "$");
        assert_eq!(read(&written(&user)), Ok(user));
    }
}

#[test]
fn what_all_steps_have_is_had_without_asking_which_it_is() {
    for sent in [user_lite(), user_detailed(), me_detailed()] {
        let user: User = read(&sent).unwrap();
        assert_eq!(user.id().as_str(), "a7b2m4x0bk000001");
        assert_eq!(user.username(), "sumire");
        assert_eq!(user.name().map(String::as_str), Some("Sumire"));
        assert_eq!(user.host(), None);
        assert_eq!(user.is_cat(), Some(&true));
    }
}

#[test]
fn a_step_that_lacks_a_field_is_an_error_and_not_a_lower_step() {
    let error = error::<User>(&without(me_detailed(), "", "loggedInDays"));
    assert!(error.reason().contains("`loggedInDays`"), "{error}");
    let error = super::error::<User>(&without(user_detailed(), "", "isSilenced"));
    assert!(error.reason().contains("`isSilenced`"), "{error}");
    let error = super::error::<User>(&without(user_lite(), "", "username"));
    assert!(error.reason().contains("`username`"), "{error}");
}

#[test]
fn a_lite_user_is_no_detailed_user() {
    assert_eq!(error::<UserDetailed>(&user_lite()).path(), "$");
}

#[cfg(feature = "reqwest")]
#[tokio::test]
async fn what_a_server_says_of_itself_is_short_or_long() {
    let server = misskey_test_server::TestServer::start().await.unwrap();
    let client = misskey_api::Client::builder(server.base_url())
        .build()
        .unwrap();
    let short = client.send(endpoints::Meta::new().detail(false)).await;
    assert!(matches!(short, Ok(MetaResponse::MetaLite(_))), "{short:?}");
    let long = client.send(endpoints::Meta::new()).await;
    let Ok(MetaResponse::MetaDetailed(long)) = long else {
        panic!("{long:?}");
    };
    assert_eq!(long.name.as_deref(), Some("Test Garden"));
}
