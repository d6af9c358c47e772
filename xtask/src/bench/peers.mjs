// Does what it is told on its input, a line each, and tells what it cost:
//   decode TIMES    reads the text that often; tells seconds of processor time
//   call TIMES      calls that often, one after the other; the same
//   check           tells whether an answer that is no note is refused
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import * as Misskey from 'misskey-js';

const [origin, file] = process.argv.slice(2);
const text = readFileSync(file, 'utf8');
const options = { origin, credential: '0123456789abcdef' };
const client = new Misskey.api.APIClient(options);
let kept;

async function call(times) {
  for (let count = 0; count < times; count++) {
    kept = await client.request('notes/show', { noteId: '9s4g2p7k00' });
  }
}

function decode(times) {
  for (let count = 0; count < times; count++) kept = JSON.parse(text);
}

async function check() {
  const fetch = async () => new Response('{"id":5}', { status: 200 });
  const asked = new Misskey.api.APIClient({ ...options, fetch });
  try {
    await asked.request('notes/show', { noteId: '9s4g2p7k00' });
    return false;
  } catch {
    return true;
  }
}

async function seconds(work) {
  const begun = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(begun);
  return (user + system) / 1e6;
}

console.log(process.version);
for await (const line of createInterface({ input: process.stdin })) {
  const [what, times] = line.split(' ');
  if (what === 'check') console.log(await check());
  else console.log(await seconds(() => (what === 'call' ? call : decode)(Number(times))));
}
process.exit(kept === undefined ? 1 : 0);
