import { RecentProducts } from '../panels/RecentProducts.tsx';
import { closeDialog, useUi } from '../state/ui.ts';
import { Dialog } from './Dialog.tsx';

/** The products that were opened before, while others are open. */
export default function RecentDialog() {
  const isOpening = useUi((ui) => ui.opening !== null);
  return (
    <Dialog title="Recent products" size={760}>
      <RecentProducts isOpening={isOpening} onOpen={closeDialog} />
    </Dialog>
  );
}
