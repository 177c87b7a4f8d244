import { useEffect } from 'react';
import { engine } from '../api/engine.ts';

/** After the window has been drawn and has asked for what it shows. */
const REST_MILLISECONDS = 500;

/** Has the engine open its network while the user looks for a product. */
export function useMakeReady(): void {
  useEffect(() => {
    // An engine that does not answer is told of elsewhere.
    const timer = setTimeout(() => void engine.makeReady().catch(() => undefined), REST_MILLISECONDS);
    return () => clearTimeout(timer);
  }, []);
}
