import { setFlagsFromString } from 'node:v8';

/** By how much of its own size V8's heap grows before all of it is looked through again, percent. */
const GROWTH_PERCENT = 200;

let isSet = false;

/**
 * Has V8 look for garbage less often. It counts the bytes of buffers, of which decoding makes and drops gigabytes, against
 * a limit that it derives from the objects beside them, some 30 MB: a scene's mask was interrupted 160 times to find next to
 * nothing, a tenth of its processor time. With 200 % it is a third as often, for about 100 MB. Of the whole process.
 */
export function letHeapGrow(): void {
  if (isSet) return;
  isSet = true;
  setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`);
}
