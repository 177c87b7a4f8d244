import { Loader } from '@mantine/core';
import ImageOff from 'lucide-react/icons/image-off';
import type { ReadingPreview as Preview } from '../../api/types.ts';
import { decimal, withMinus } from '../../widgets/format.ts';
import { inWindowWords } from '../../widgets/window-words.ts';
import type { useReadingPreview } from './use-reading-preview.ts';

interface Props {
  readonly preview: ReturnType<typeof useReadingPreview>;
}

/** A small picture of a file as it would be read, and the numbers that tell wrong units at a glance. */
export function ReadingPreview({ preview }: Props) {
  const { data, error, isBehind, isRemote } = preview;
  const sentence = isRemote ? 'No preview: nothing is fetched over the network for it.' : error?.message;
  return (
    <section className="reading-preview" aria-label="Preview" aria-busy={isBehind}>
      <div className="reading-picture">
        {sentence ? (
          <p className="reading-none">
            <ImageOff size={18} aria-hidden />
            {inWindowWords(sentence)}
          </p>
        ) : (
          data && (
            <img
              src={`data:image/png;base64,${data.picture.png}`}
              alt={`The file as it would be read: ${data.shows.join(', ')}`}
              data-behind={isBehind || undefined}
            />
          )
        )}
        {isBehind && <Loader className="reading-busy" size={16} />}
      </div>
      {!sentence && data && <Facts preview={data} />}
    </section>
  );
}

function Facts({ preview }: { readonly preview: Preview }) {
  const { shows, part, medians, scale, offset, source, verdict, message } = preview;
  const isRefused = verdict === 'refuse';
  return (
    <>
      <p className="reading-shows">
        {shows.length === 3
          ? `Red, green, blue: ${shows.join(', ')}, each stretched to its own contrast`
          : `Grey: ${shows.join(', ')}, stretched to its own contrast`}
        {part && `; the middle ${part.width} × ${part.height} pixels`}
      </p>
      {isRefused && <p className="reading-verdict bad">These cannot be reflectances of the Earth.</p>}
      {message && !isRefused && <p className="reading-verdict warn">{inWindowWords(message)}</p>}
      {!message && scale !== null && <Plausible areNamed={!shows.some((name) => name.startsWith('plane'))} />}
      <p title={source ?? undefined}>
        {scale === null ? (
          'The scale is not known: medians of the values as they are stored.'
        ) : (
          <>
            Reflectance = value × {plain(scale)} {offset! < 0 ? '−' : '+'} {plain(Math.abs(offset!))}
          </>
        )}
      </p>
      <table className="reading-medians" aria-label={scale === null ? 'Median stored value' : 'Median reflectance'}>
        <tbody>
          {medians.map(({ name, median }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>
                {median === null
                  ? 'no data'
                  : scale === null || Math.abs(median) >= 10
                    ? plain(median)
                    : decimal(median, 3)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function Plausible({ areNamed }: { readonly areNamed: boolean }) {
  if (areNamed) return <p className="reading-verdict good">The reflectances are plausible.</p>;
  return <p>Not impossible as reflectances; more can be told once the bands are named.</p>;
}

function plain(value: number): string {
  return withMinus(String(Number(value.toPrecision(4))));
}
