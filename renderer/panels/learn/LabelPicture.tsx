import { useEffect, useRef } from 'react';
import { useAbout } from '../../state/queries.ts';
import { labelPixels } from './label-pixels.ts';

interface Props {
  readonly name: string;
  readonly labels: Uint8Array | null;
  /** What the other one says: where it is the same, colours are faint. */
  readonly against: Uint8Array | null;
  readonly chosen: boolean;
}

/** A chip's labels in the colours of the classes. */
export function LabelPicture({ name, labels, against, chosen }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { data: about } = useAbout();
  const side = labels === null ? 1 : Math.round(Math.sqrt(labels.length));
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context || !labels || !about) return;
    const colours = about.classes.map(({ colour }) => colour);
    context.putImageData(new ImageData(labelPixels(labels, against, colours), side), 0, 0);
  }, [labels, against, about, side]);
  return (
    <figure className={chosen ? 'chosen' : undefined}>
      <span className="picture">
        <canvas ref={canvas} width={side} height={side} role="img" aria-label={`Labels of ${name}`} />
      </span>
      <figcaption>{name}</figcaption>
    </figure>
  );
}
