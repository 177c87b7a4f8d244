import { Button, Select, Switch } from '@mantine/core';
import ChevronRight from 'lucide-react/icons/chevron-right';
import X from 'lucide-react/icons/x';
import { bridge } from '../../api/bridge.ts';
import type { PointReport, ProductDetail, ScoredPoint } from '../../api/types.ts';
import { goTo } from '../../map/registry.ts';
import { sayError } from '../../state/messages.ts';
import {
  changePoints,
  type PointTable,
  putPoints,
  removePoints,
  useCurrentLine,
  usePoints,
} from '../../state/points.ts';
import { useAbout } from '../../state/queries.ts';
import { useActiveScene } from '../../state/scenes.ts';
import { usePointReport } from '../../state/use-point-report.ts';
import { ErrorNotice } from '../../widgets/Notice.tsx';
import { NumberField } from '../../widgets/NumberField.tsx';
import { RowsSkeleton } from '../../widgets/RowsSkeleton.tsx';
import { ToolButton } from '../../widgets/ToolButton.tsx';
import { PointScores } from './PointScores.tsx';

async function choosePoints(product: ProductDetail): Promise<void> {
  try {
    const choice = await bridge.choose('points');
    if (choice) putPoints(product.key, { choice, file: null, pixelMetres: null, visible: true });
  } catch (error) {
    sayError(error);
  }
}

/** The wrong point after the one that is looked at; the first again after the last. */
export function nextWrong(points: readonly ScoredPoint[], current: number | null): ScoredPoint | null {
  const wrong = points.filter(({ state }) => state === 'wrong');
  return wrong.find(({ line }) => current === null || line > current) ?? wrong[0] ?? null;
}

function showPoint(key: string, point: ScoredPoint | null): void {
  if (!point) return;
  usePoints.setState({ current: { key, line: point.line } });
  if (point.place) goTo(point.place.lon, point.place.lat);
}

function HowToRead({
  product,
  table,
  report,
}: {
  readonly product: ProductDetail;
  readonly table: PointTable;
  readonly report: PointReport;
}) {
  const grid = useActiveScene()?.choice?.grid;
  return (
    <>
      {report.files.length > 1 && (
        <div className="row">
          <span className="label">Raster</span>
          <Select
            className="grow"
            aria-label="Raster that the points are of"
            placeholder={`One of ${report.files.length}`}
            data={[...report.files]}
            value={table.file}
            onChange={(file) => changePoints(product.key, { file })}
          />
        </div>
      )}
      {report.placedBy === 'row' && (
        <div className="row">
          <span className="label">Pixel size</span>
          <span style={{ width: 80 }}>
            <NumberField
              label="Pixel size of the points' rows and columns"
              value={table.pixelMetres ?? grid ?? 20}
              range={{ min: 1, max: 10_000, digits: 0 }}
              step={10}
              unit="m"
              onCommit={(pixelMetres) => changePoints(product.key, { pixelMetres })}
            />
          </span>
          <span className="dim">counted from 0</span>
        </div>
      )}
    </>
  );
}

function Current({ product, report }: { readonly product: ProductDetail; readonly report: PointReport }) {
  const current = useCurrentLine(product.key);
  const { data: about } = useAbout();
  const wrong = report.points.filter(({ state }) => state === 'wrong');
  const point = report.points.find(({ line }) => line === current);
  const named = (id: string) => about?.classes.find((one) => one.id === id)?.name.toLowerCase() ?? id;
  return (
    <div className="stack">
      <div className="row">
        <span className="grow">{wrong.length === 0 ? 'No point is wrong.' : `${wrong.length} wrong`}</span>
        {wrong.length > 0 && (
          <ToolButton
            icon={ChevronRight}
            label="Next wrong point"
            text="Next wrong point"
            onClick={() => showPoint(product.key, nextWrong(report.points, current))}
          />
        )}
      </div>
      {point && (
        <span role="status">
          Line {point.line}: reference {named(point.reference)}, mask {named(point.mask)}
          {point.state === 'right' ? ', right now.' : '.'}
        </span>
      )}
    </div>
  );
}

/** Points whose class somebody read by eye: loaded from a table, seen on the map, and the mask's scores on them. */
export function ReferencePoints({ product }: { readonly product: ProductDetail }) {
  const table = usePoints(({ tables }) => tables[product.key]);
  const { data: report, error, isPending } = usePointReport();
  return (
    <div className="section stack">
      <div className="section-title">
        <span className="grow">Reference points</span>
        {table && <ToolButton small icon={X} label="Remove the points" onClick={() => removePoints(product.key)} />}
      </div>
      {table ? (
        <>
          <Switch
            label={`Show ${table.choice.name} on the map`}
            checked={table.visible}
            onChange={(event) => changePoints(product.key, { visible: event.target.checked })}
          />
          {report && <HowToRead product={product} table={table} report={report} />}
          {error ? (
            <ErrorNotice error={error} />
          ) : isPending ? (
            <RowsSkeleton />
          ) : (
            report && (
              <>
                {report.scores ? (
                  <>
                    <Current product={product} report={report} />
                    <PointScores scores={report.scores} />
                  </>
                ) : (
                  <span className="dim">
                    {report.files.length > 1 && table.file === null
                      ? 'The table has points of several rasters: choose which is meant.'
                      : 'No point counts: all are missing in the mask.'}
                  </span>
                )}
                {report.outside > 0 && <span className="dim">{report.outside} points lie outside of the scene.</span>}
                {report.notes.map((note) => (
                  <span key={note} className="dim">
                    {note}
                  </span>
                ))}
              </>
            )
          )}
        </>
      ) : (
        <>
          <span className="dim">
            A table (CSV) of places with a class: columns class and row, col (or x, y, or lon, lat).
          </span>
          <Button style={{ alignSelf: 'flex-start' }} onClick={() => void choosePoints(product)}>
            Load points
          </Button>
        </>
      )}
    </div>
  );
}
