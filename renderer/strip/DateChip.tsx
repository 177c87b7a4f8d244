import { type MouseEvent, memo, useRef } from 'react';
import { compareWithDate, goToDate } from '../actions/dates.ts';
import { sceneMenu } from '../actions/menus/scene-menu.ts';
import { contextMenu } from '../commands/context-menu.ts';
import { dayOf, sceneName } from '../state/product-name.ts';
import { PROGRESS_NAMES } from './date-state.ts';
import { shareText } from './share-text.ts';
import { useNear } from './use-near.ts';
import type { StripDate } from './use-strip-dates.ts';
import { useThumbnail } from './use-thumbnail.ts';

function tooltip({ product, progress, mask, share, twin }: StripDate): string {
  const counted = mask ? `${mask.pack} ${mask.grid} m` : null;
  const clear =
    share?.clearPercent == null
      ? null
      : `${share.clearPercent.toFixed(1)} % clear, counted on ${share.pixelMetres} m pixels of ${counted}`;
  const valid = share?.validPercent == null ? null : `${share.validPercent.toFixed(1)} % of it has data`;
  return [sceneName(product), twin, clear, valid, PROGRESS_NAMES[progress], 'Shift and click: compare with this date']
    .filter(Boolean)
    .join('\n');
}

interface Props {
  readonly date: StripDate;
  readonly isActive: boolean;
  /** Stands right in the comparison of two dates. */
  readonly isOther: boolean;
  readonly withYear: boolean;
}

/** A date of the strip: picture, day, level, clear share and how far the work on it is. */
export const DateChip = memo(function DateChip({ date, isActive, isOther, withYear }: Props) {
  const { product, progress, share, mask, twin } = date;
  const chip = useRef<HTMLButtonElement>(null);
  const source = useThumbnail(product, useNear(chip));
  const day = dayOf(product.sensingTime);
  const clear = shareText(share, mask !== null);
  const percent = share?.clearPercent ?? null;
  const go = (event: MouseEvent) => {
    if (event.shiftKey) compareWithDate(product.id);
    else goToDate(product.id);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a picture with text is no input
    <button
      ref={chip}
      type="button"
      role="radio"
      aria-checked={isActive}
      aria-label={`${sceneName(product)}, ${percent === null ? clear : `${clear} clear`}, ${PROGRESS_NAMES[progress]}${twin ? ', open twice' : ''}${isOther ? ', compared with' : ''}`}
      tabIndex={isActive ? 0 : -1}
      className={`date${isOther ? ' other' : ''}`}
      title={tooltip(date)}
      data-product={product.id}
      onClick={go}
      {...contextMenu(sceneName(product), () => sceneMenu(product))}
    >
      <span className="picture">
        {source && <img src={source} alt="" />}
        <i className={`dot ${progress}`} />
        {mask && percent !== null && <small>{mask.grid} m</small>}
        {isOther ? <b>compared</b> : twin && <b>open twice</b>}
      </span>
      <span className="day">{(withYear ? day : day?.replace(/ \d{4}$/, '')) ?? 'no date'}</span>
      <span className="facts-row">
        <span>{product.level}</span>
        <span className={percent === null ? 'faint' : undefined}>{clear}</span>
      </span>
      <span className="share" aria-hidden>
        {percent !== null && <i style={{ width: `${percent}%` }} />}
      </span>
    </button>
  );
});
