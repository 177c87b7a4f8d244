import ChevronRight from 'lucide-react/icons/chevron-right';
import type { ReactNode } from 'react';
import type { ProductDetail } from '../../api/types.ts';
import { Notice } from '../../widgets/Notice.tsx';

type ProductWarning = ProductDetail['warnings'][number];

interface Kind {
  readonly title: string;
  readonly codes: readonly ProductWarning['code'][];
  /** What such warnings mean for the mask. */
  readonly meaning: string;
}

const KINDS: readonly Kind[] = [
  {
    title: 'Bands',
    codes: ['band-missing', 'band-unreadable'],
    meaning:
      'Where a band is coarser, edges and small clouds are less exact; without it, classes that need it are less sure.',
  },
  {
    title: 'Values',
    codes: ['radiometry', 'altered'],
    meaning: 'Where reflectances are not what they should be, the whole mask may be wrong.',
  },
  {
    title: 'Time and place',
    codes: ['season', 'region', 'low-sun', 'snow'],
    meaning: 'The networks have seen little like it: look at the mask before it is used.',
  },
  {
    title: 'Swath',
    codes: ['partial-swath'],
    meaning: 'Pixels that were not imaged are missing in the mask too, and not counted in shares.',
  },
];
const REST: Kind = { title: 'Files and metadata', codes: [], meaning: 'The mask is made as far as the files allow.' };

interface Group {
  readonly kind: Kind;
  readonly warnings: readonly ProductWarning[];
}

function groupsOf(warnings: readonly ProductWarning[]): Group[] {
  const kindOf = ({ code }: ProductWarning) => KINDS.find(({ codes }) => codes.includes(code)) ?? REST;
  return [...KINDS, REST]
    .map((kind) => ({ kind, warnings: warnings.filter((one) => kindOf(one) === kind) }))
    .filter((group) => group.warnings.length > 0);
}

interface FoldProps {
  readonly title: string;
  readonly count: number;
  readonly meaning: string | null;
  readonly children: ReactNode;
}

function Fold({ title, count, meaning, children }: FoldProps) {
  return (
    <details className="warnings" open>
      <summary>
        <ChevronRight className="warnings-mark" size={14} aria-hidden />
        <span className="grow">{title}</span>
        <span className="count">{count === 1 ? '1 warning' : `${count} warnings`}</span>
      </summary>
      {children}
      {meaning && <p className="meaning">{meaning}</p>}
    </details>
  );
}

interface Props {
  readonly warnings: readonly ProductWarning[];
  /** Of the masks that were made of the product. */
  readonly ofMasks: readonly string[];
}

/** What to beware of, kind by kind, with what it means for the mask. */
export function ProductWarnings({ warnings, ofMasks }: Props) {
  return (
    <>
      {groupsOf(warnings).map(({ kind, warnings: own }) => (
        <Fold key={kind.title} title={kind.title} count={own.length} meaning={kind.meaning}>
          {own.map(({ code, message, file, files }) => (
            <div key={`${code}${message}`}>
              <Notice kind="warning" text={message} file={file} />
              {files && (
                <details className="warning-files">
                  <summary>{files.length === 1 ? '1 file' : `${files.length} files`}</summary>
                  <ul className="bare mono">
                    {files.map((name) => (
                      <li key={name}>{name}</li>
                    ))}
                  </ul>
                </details>
              )}
            </div>
          ))}
        </Fold>
      ))}
      {ofMasks.length > 0 && (
        <Fold title="Masks" count={ofMasks.length} meaning={null}>
          {ofMasks.map((warning) => (
            <Notice key={warning} kind="warning" text={warning} />
          ))}
        </Fold>
      )}
    </>
  );
}
