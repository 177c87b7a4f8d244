import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DefaultSerializer, serialize } from 'node:v8';
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

const text = (message: string): Buffer => {
  const body = serialize(message);
  return Buffer.concat([Buffer.from(Uint32Array.of(body.length, 0).buffer), body]);
};

it('brings values as they were, however the bytes are cut', async () => {
  const [near, far] = await pair();
  const got: unknown[] = [];
  const all = new Promise<void>((done) => {
    messageSocket(far, (message) => got.push(message) === 6 && done());
  });
  const big = new Float32Array(600_000).map((_, index) => index);
  const send = messageSocket(near, () => undefined);
  send({ reply: { planes: new Uint8Array([1, 2, 3]), none: new Uint16Array(0), part: big.subarray(7, 9) } });
  send([big, Buffer.from('ab'), big]);
  await new Promise<void>((done) => send('handed over', done));
  // Three more, byte by byte, the lengths cut as well.
  const arrays = new (class extends DefaultSerializer {
    _writeHostObject(): void {
      this.writeUint32(1);
    }
  })();
  arrays.writeHeader();
  arrays.writeValue(new Uint16Array(2));
  const value = arrays.releaseBuffer();
  const withArray = [Buffer.from(Uint32Array.of(value.length, 1, 4).buffer), value, Buffer.of(1, 0, 2, 1)];
  for (const bytes of [text(''), Buffer.concat(withArray), text('cut')])
    for (const byte of bytes) await new Promise((done) => near.write(Buffer.of(byte), () => setImmediate(done)));
  await all;
  expect(got[0]).toEqual({
    reply: { planes: new Uint8Array([1, 2, 3]), none: new Uint16Array(0), part: Float32Array.of(7, 8) },
  });
  const [first, letters, again] = got[1] as [Float32Array, Uint8Array, Float32Array];
  expect(again).toBe(first);
  expect(first.buffer.byteLength).toBe(big.byteLength);
  expect(Buffer.compare(Buffer.from(first.buffer), Buffer.from(big.buffer))).toBe(0);
  expect(letters).toEqual(Uint8Array.of(97, 98));
  expect(got.slice(2)).toEqual(['handed over', '', Uint16Array.of(1, 258), 'cut']);
  near.destroy();
  far.destroy();
});

it('refuses arrays that it does not know', async () => {
  const [near, far] = await pair();
  const send = messageSocket(near, () => undefined);
  expect(() => send({ values: new BigInt64Array(1) })).toThrow(/BigInt64Array.* cannot be sent/);
  near.destroy();
  far.destroy();
});
