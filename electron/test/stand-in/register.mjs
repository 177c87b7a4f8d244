import * as nodeModule from 'node:module';
import { register } from 'node:module';

/** `node --import electron/test/stand-in/register.mjs dist/main.mjs`: resolves `electron` to the stand-in. */
const standIn = new URL('./electron.mjs', import.meta.url).href;
if (nodeModule.registerHooks) {
  nodeModule.registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'electron' ? { url: standIn, shortCircuit: true } : next(specifier, context),
  });
} else {
  const hook = `export const resolve = (s, c, n) => s === 'electron' ? { url: ${JSON.stringify(standIn)}, shortCircuit: true } : n(s, c);`;
  register(`data:text/javascript,${encodeURIComponent(hook)}`);
}
