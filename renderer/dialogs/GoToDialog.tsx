import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { goToPlace } from '../actions/places.ts';
import type { Box } from '../geo/globe.ts';
import type { FoundPlace } from '../geo/places/found-place.ts';
import { nearestFirst } from '../geo/places/nearest-first.ts';
import { degreesText, isInUtm, lonLatDecimal, mgrsText } from '../geo/places/place-text.ts';
import { PLACE_FORMS, readPlace } from '../geo/places/read-place.ts';
import { productBox } from '../map/registry.ts';
import { useActiveProduct, useProducts } from '../state/queries.ts';
import { closeDialog } from '../state/ui.ts';
import { Dialog } from './Dialog.tsx';

/** What was typed means this, or is no place for that reason; neither while nothing is typed. */
function readings(
  text: string,
  epsg: number | null,
  scenes: readonly Box[],
): { found: readonly FoundPlace[]; refused: string | null } {
  if (text.trim() === '') return { found: [], refused: null };
  try {
    return { found: nearestFirst(readPlace(text, epsg), scenes), refused: null };
  } catch (error) {
    return { found: [], refused: (error as Error).message };
  }
}

/** A place by its coordinates, in whichever way they are written; what was understood is shown while it is typed. */
export default function GoToDialog() {
  const product = useActiveProduct();
  const { data: products = [] } = useProducts();
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState(0);
  const others = products.filter(({ id }) => id !== product?.id);
  const scenes = (product ? [product, ...others] : others).flatMap((one) => {
    const box = productBox(one);
    return box ? [box] : [];
  });
  const { found, refused } = readings(text, product?.epsg ?? null, scenes);
  const place = found[Math.min(chosen, found.length - 1)];
  const go = (event: FormEvent) => {
    event.preventDefault();
    if (!place) return;
    goToPlace(place);
    closeDialog();
  };
  return (
    <Dialog
      title="Go to coordinate"
      size={520}
      foot={
        <>
          <span className="grow" />
          <Button onClick={closeDialog}>Cancel</Button>
          <Button type="submit" form="go-to" variant="filled" disabled={!place}>
            Go
          </Button>
        </>
      }
    >
      <form id="go-to" onSubmit={go}>
        <TextInput
          aria-label="Coordinate"
          data-autofocus
          autoComplete="off"
          spellCheck={false}
          placeholder="Latitude and longitude, UTM, MGRS or a tile"
          value={text}
          error={refused !== null}
          aria-describedby="go-to-told"
          onChange={(event) => {
            setText(event.currentTarget.value);
            setChosen(0);
          }}
        />
        <div id="go-to-told" className="go-to-told" role="status">
          {refused !== null && <p className="bad">{refused}</p>}
          {found.length === 0 && refused === null && <p>For example {PLACE_FORMS}.</p>}
          {found.length > 0 && (
            <fieldset className="bare" aria-label="What it may mean">
              {found.map((one, index) => (
                <label key={`${one.kind} ${one.lon}`} className="go-to-reading">
                  <input
                    type="radio"
                    name="reading"
                    checked={one === place}
                    disabled={found.length === 1}
                    onChange={() => setChosen(index)}
                  />
                  <span>
                    <strong>{one.kind}</strong>
                    <span>{degreesText(one.lon, one.lat)}</span>
                    <span className="dim">
                      {lonLatDecimal(one.lon, one.lat)}
                      {isInUtm(one.lat) ? `, MGRS ${mgrsText(one.lon, one.lat)}` : ''}
                    </span>
                  </span>
                </label>
              ))}
            </fieldset>
          )}
        </div>
      </form>
    </Dialog>
  );
}
