import GripVertical from 'lucide-react/icons/grip-vertical';

interface Props {
  readonly handleRef: (element: Element | null) => void;
  /** Of what is moved. */
  readonly name: string;
  /** Otherwise it is not to be seen; it is there, or the row itself would be taken for the button. */
  readonly isMovable: boolean;
}

/** By which a row is dragged to another place: with the mouse, or lifted by Enter, moved by arrows, put down by Enter. */
export function Grip({ handleRef, name, isMovable }: Props) {
  return (
    <button
      ref={handleRef}
      type="button"
      hidden={!isMovable}
      className="tool icon small grip"
      aria-label={`Move ${name}`}
      title="Drag to move"
    >
      <GripVertical size={14} aria-hidden />
    </button>
  );
}
