import type { Grid } from '../../engine/core/grid.ts';
import type { CanvasLayout } from './assemble.ts';

function box(type: string, ...content: Uint8Array[]): Buffer {
  const body = Buffer.concat(content);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + body.length, 0);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, body]);
}

function label(text: string): Buffer {
  return box('lbl ', Buffer.from(text, 'utf8'));
}

/** Georeference of a grid as GMLJP2 1.0 (OGC 05-047r3): centre of the first pixel and one step along each axis. */
function gmlOf(grid: Grid): string {
  const srs = `urn:ogc:def:crs:EPSG::${grid.epsg}`;
  const half = grid.pixelMetres / 2;
  return `<?xml version="1.0" encoding="UTF-8"?>
<gml:FeatureCollection xmlns:gml="http://www.opengis.net/gml">
  <gml:featureMember>
    <gml:FeatureCollection>
      <gml:featureMember>
        <gml:RectifiedGridCoverage dimension="2" gml:id="RGC0001">
          <gml:rectifiedGridDomain>
            <gml:RectifiedGrid dimension="2">
              <gml:limits>
                <gml:GridEnvelope>
                  <gml:low>1 1</gml:low>
                  <gml:high>${grid.width} ${grid.height}</gml:high>
                </gml:GridEnvelope>
              </gml:limits>
              <gml:axisName>x</gml:axisName>
              <gml:axisName>y</gml:axisName>
              <gml:origin>
                <gml:Point gml:id="P0001" srsName="${srs}">
                  <gml:pos>${grid.originX + half} ${grid.originY - half}</gml:pos>
                </gml:Point>
              </gml:origin>
              <gml:offsetVector srsName="${srs}">${grid.pixelMetres} 0</gml:offsetVector>
              <gml:offsetVector srsName="${srs}">0 ${-grid.pixelMetres}</gml:offsetVector>
            </gml:RectifiedGrid>
          </gml:rectifiedGridDomain>
          <gml:rangeSet>
            <gml:File>
              <gml:rangeParameters/>
              <gml:fileName>gmljp2://codestream/0</gml:fileName>
              <gml:fileStructure>Record Interleaved</gml:fileStructure>
            </gml:File>
          </gml:rangeSet>
        </gml:RectifiedGridCoverage>
      </gml:featureMember>
    </gml:FeatureCollection>
  </gml:featureMember>
</gml:FeatureCollection>
`;
}

/** Everything of a JP2 file before the content of its codestream box, whose length is filled in by the writer. */
export function jp2Head(layout: CanvasLayout, grid: Grid): Buffer {
  const header = Buffer.alloc(14);
  header.writeUInt32BE(layout.height, 0);
  header.writeUInt32BE(layout.width, 4);
  header.writeUInt16BE(layout.components, 8);
  header.writeUInt8(layout.bits - 1, 10);
  header.writeUInt8(7, 11);
  const colour = Buffer.from([1, 0, 0, 0, 0, 0, layout.components === 3 ? 16 : 17]);
  const xml = box('xml ', Buffer.from(gmlOf(grid), 'utf8'));
  return Buffer.concat([
    box('jP  ', Buffer.from([0x0d, 0x0a, 0x87, 0x0a])),
    box('ftyp', Buffer.from('jp2 \0\0\0\0jp2 ', 'latin1')),
    box('jp2h', box('ihdr', header), box('colr', colour)),
    box('asoc', label('gml.data'), box('asoc', label('gml.root-instance'), xml)),
    box('jp2c'),
  ]);
}
