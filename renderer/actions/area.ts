import { setUi } from '../state/ui.ts';

export function clearArea(): void {
  setUi({ area: null });
}
