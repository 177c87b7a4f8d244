import type { LabelAgreement } from '../../api/types.ts';
import { useAbout } from '../../state/queries.ts';
import { grouped } from '../../widgets/format.ts';
import { CountMatrix } from './CountMatrix.tsx';

/** Bands of kappa in words (Landis and Koch 1977). */
function inWords(kappa: number): string {
  if (kappa > 0.8) return 'almost perfect';
  if (kappa > 0.6) return 'substantial';
  if (kappa > 0.4) return 'moderate';
  return kappa > 0.2 ? 'fair' : 'slight';
}

/** Kappa, F1 of each class, and who said what. */
export function AgreementScores({ agreement }: { readonly agreement: LabelAgreement }) {
  const { data: about } = useAbout();
  const { kappa, f1, counts, chips } = agreement;
  const pixels = chips.reduce((sum, { compared }) => sum + compared, 0);
  return (
    <section className="section stack" aria-label="Agreement">
      <dl className="facts wide">
        <dt>Kappa</dt>
        <dd>{kappa === null ? 'none: one class is all there is' : `${kappa.toFixed(3)}, ${inWords(kappa)}`}</dd>
        {f1.map((value, i) => (
          <div key={about?.classes[i]?.id ?? i} style={{ display: 'contents' }}>
            <dt>F1 {about?.classes[i]?.name.toLowerCase() ?? ''}</dt>
            <dd>{value === null ? 'in neither' : value.toFixed(3)}</dd>
          </div>
        ))}
        <dt>Compared</dt>
        <dd>
          {grouped(pixels)} pixels in {chips.length} {chips.length === 1 ? 'chip' : 'chips'}
        </dd>
      </dl>
      <CountMatrix title="Pixels by class" corner="A \ B" counts={counts} />
    </section>
  );
}
