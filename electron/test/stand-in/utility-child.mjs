/** What a utility process finds: `process.parentPort`, no `process.send`, and no word of its parent's end. */
import { EventEmitter } from 'node:events';
import { pathToFileURL } from 'node:url';
import { BrokenRule } from './rules.mjs';
import { clone } from './state.mjs';
import { forbidFork } from './utility.mjs';

const send = process.send.bind(process);
const parentPort = Object.assign(new EventEmitter(), {
  postMessage(message) {
    let sent;
    try {
      sent = clone(message);
    } catch {
      throw new BrokenRule('utility-clone');
    }
    if (process.connected) send(sent);
  },
});
// Messages wait until somebody listens.
const waiting = [];
const deliver = () => {
  while (parentPort.listenerCount('message') > 0 && waiting.length > 0) parentPort.emit('message', waiting.shift());
};
process.on('message', (event) => {
  waiting.push({ ...event, ports: [] });
  deliver();
});
parentPort.on('newListener', (name) => name === 'message' && setImmediate(deliver));
Object.defineProperty(process, 'parentPort', { enumerable: true, writable: false, value: parentPort });
Object.defineProperty(process, 'send', { value: undefined });
const emit = process.emit;
process.emit = (name, ...args) => (name === 'disconnect' ? false : emit.call(process, name, ...args));
forbidFork();
// The channel closes with the parent; a utility process does not end for that.
setInterval(() => {}, 2 ** 30);

const [, , path] = process.argv;
process.argv.splice(1, 1);
await import(pathToFileURL(path).href);
