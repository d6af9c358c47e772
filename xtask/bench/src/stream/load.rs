//! What connections and subscriptions cost that wait.

use std::time::{Duration, Instant};

use misskey_api::OtherMessage;
use misskey_api::streaming::{
    RawChannel, StreamingBuilder, StreamingClient, Subscription,
};
use serde::Serialize;

use super::Server;
use crate::client::{memory, runtime};
use crate::{Failure, clock};

/// How many connections one process makes.
const CONNECTIONS: usize = 2000;
/// How many subscriptions one connection carries here: more than servers allow, so that what
/// the connection costs does not count.
const SUBSCRIPTIONS: usize = 1000;
/// The buffer of a connection that is to need little memory, in bytes.
const SMALL_BUFFER: usize = 4096;
/// For how long idle connections are watched.
const IDLE: Duration = Duration::from_secs(5);

/// What it costs.
#[derive(Serialize)]
pub(crate) struct Costs {
    connections: usize,
    /// Bytes of memory by connection, with one subscription each.
    connection_bytes: u64,
    /// The same with a smaller buffer to read into, and that buffer's size.
    small_connection_bytes: u64,
    small_buffer: usize,
    /// Milliseconds of processor time to make a connection.
    connect_cpu_ms: f64,
    /// Seconds that it took to make all.
    connect_seconds: f64,
    /// Milliseconds of processor time by second that all of them cost while nothing happens.
    idle_cpu_ms: f64,
    subscriptions: usize,
    /// Bytes of memory by subscription.
    subscription_bytes: u64,
}

pub(super) fn measure(server: &Server) -> Result<Costs, Failure> {
    runtime()?.block_on(async {
        // What is measured first stays, or its memory would be used again.
        let first = server.connect().await?;
        let (subscriptions, subscription_bytes) = subscribe(server).await?;
        let builder = server.client()?.stream();
        let (memory, cpu, start) = (memory::now()?, clock::now()?, Instant::now());
        let connections = connect(&builder).await?;
        let connect_cpu = clock::now()?.saturating_sub(cpu);
        let connect_seconds = start.elapsed().as_secs_f64();
        let connection_bytes = memory::now()?.saturating_sub(memory);
        let cpu = clock::now()?;
        tokio::time::sleep(IDLE).await;
        let idle_cpu = clock::now()?.saturating_sub(cpu);
        let memory = memory::now()?;
        let small = connect(&builder.read_buffer(SMALL_BUFFER)).await?;
        let small_connection_bytes = memory::now()?.saturating_sub(memory);
        drop((first, subscriptions, connections, small));
        Ok(Costs {
            connections: CONNECTIONS,
            connection_bytes: connection_bytes / CONNECTIONS as u64,
            small_connection_bytes: small_connection_bytes / CONNECTIONS as u64,
            small_buffer: SMALL_BUFFER,
            connect_cpu_ms: connect_cpu.as_secs_f64() * 1000.0 / CONNECTIONS as f64,
            connect_seconds,
            idle_cpu_ms: idle_cpu.as_secs_f64() * 1000.0 / IDLE.as_secs_f64(),
            subscriptions: SUBSCRIPTIONS,
            subscription_bytes,
        })
    })
}

type Idle = Subscription<OtherMessage>;

/// Makes all connections, one after the other, each with one subscription.
async fn connect(
    builder: &StreamingBuilder,
) -> Result<Vec<(StreamingClient, Idle)>, Failure> {
    let mut connections = Vec::new();
    for _ in 0..CONNECTIONS {
        let stream = builder.clone().connect().await?;
        let subscription = stream.open_raw(RawChannel::new("idle")).await?;
        connections.push((stream, subscription));
    }
    Ok(connections)
}

/// Makes all subscriptions over one connection, and tells the bytes that each costs.
async fn subscribe(server: &Server) -> Result<(Vec<Idle>, u64), Failure> {
    let builder = server.client()?.stream();
    let builder = builder.channels_per_connection(SUBSCRIPTIONS);
    let stream = builder.connect().await?;
    let before = memory::now()?;
    let mut open = Vec::new();
    for _ in 0..SUBSCRIPTIONS {
        open.push(stream.open_raw(RawChannel::new("idle")).await?);
    }
    let bytes = memory::now()?.saturating_sub(before);
    Ok((open, bytes / SUBSCRIPTIONS as u64))
}
