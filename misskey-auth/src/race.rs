//! Two futures of which one will do.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

/// Which of two was done first.
pub(crate) enum Raced<A, B> {
    First(A),
    Second(B),
}

/// Waits for one of two futures, and drops the other. If both are done, it is the first.
pub(crate) async fn race<A, B>(
    first: impl Future<Output = A>,
    second: impl Future<Output = B>,
) -> Raced<A, B> {
    let mut first = pin!(first);
    let mut second = pin!(second);
    poll_fn(|context| {
        if let Poll::Ready(done) = first.as_mut().poll(context) {
            return Poll::Ready(Raced::First(done));
        }
        second.as_mut().poll(context).map(Raced::Second)
    })
    .await
}
