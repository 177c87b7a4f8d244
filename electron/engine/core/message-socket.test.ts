import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serialize } from 'node:v8';
import { afterAll, expect, it } from 'vitest';
import { messageSocket } from './message-socket.ts';

const folder = mkdtempSync(join(tmpdir(), 'nephoscope-socket-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const address = process.platform === 'win32' ? `\\\\.\\pipe\\nephoscope-test-${process.pid}` : join(folder, 'one.sock');

/** Both ends of a local socket. */
async function pair(): Promise<readonly [Socket, Socket]> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(address, done));
  const near = connect(address);
  const far = await new Promise<Socket>((done) => server.once('connection', done));
  server.close();
  return [near, far];
}

it('brings values as they were, however the bytes are cut', async () => {
  const [near, far] = await pair();
  const got: unknown[] = [];
  const all = new Promise<void>((done) => {
    messageSocket(far, (message) => got.push(message) === 5 && done());
  });
  const big = new Float32Array(600_000).map((_, index) => index);
  const send = messageSocket(near, () => undefined);
  send({ reply: { planes: new Uint8Array([1, 2, 3]) } });
  send(big);
  await new Promise<void>((done) => send('handed over', done));
  // Two more, byte by byte, the length cut as well.
  for (const text of ['', 'cut']) {
    const body = serialize(text);
    const bytes = Buffer.concat([Buffer.from(Uint32Array.of(body.length).buffer), body]);
    for (const byte of bytes) await new Promise((done) => near.write(Buffer.of(byte), () => setImmediate(done)));
  }
  await all;
  expect(got[0]).toEqual({ reply: { planes: new Uint8Array([1, 2, 3]) } });
  expect(Buffer.compare(Buffer.from((got[1] as Float32Array).slice().buffer), Buffer.from(big.buffer))).toBe(0);
  expect(got.slice(2)).toEqual(['handed over', '', 'cut']);
  near.destroy();
  far.destroy();
});
