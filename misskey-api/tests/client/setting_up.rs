//! Making a client.

use super::*;

#[test]
fn an_address_that_is_none_is_told_when_the_client_is_built() {
    for address in ["", "http://misskey.example", "misskey.example/api"] {
        let built = Client::builder(address).build();
        let Err(BuildError::Server(invalid)) = built else {
            panic!("{address:?} was taken: {built:?}");
        };
        assert!(invalid.to_string().contains("server's address"));
    }
}

#[tokio::test]
async fn a_host_that_says_nothing_of_the_scheme_is_called_over_https() {
    let client = Client::builder("misskey.example").build().unwrap();
    assert_eq!(client.address().to_string(), "https://misskey.example/");
    let call = Call::new(client.address());
    let request = call.request(&endpoints::Ping::new()).unwrap();
    assert_eq!(request.uri(), "https://misskey.example/api/ping");
    assert_eq!(endpoints::Ping::META.path, "ping");
}

#[test]
fn clients_go_from_thread_to_thread() {
    fn assert_shared<T: Send + Sync + Clone + 'static>() {}
    assert_shared::<Client>();
    assert_shared::<ClientBuilder>();
}
