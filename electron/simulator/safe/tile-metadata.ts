import { BAND_IDS, GRID_METRES } from '../../engine/core/bands.ts';
import type { Angles } from '../../engine/product/types.ts';
import { type Extent, isInSwath, type Scene } from '../world/scene.ts';
import { ANGLE_STEP_METRES, anglePoints, sunAt, viewAt } from './geography.ts';
import { type Identity, SIMULATED_NOTE, TILE, tileGrid } from './identity.ts';
import type { Statistics } from './statistics.ts';
import { lines } from './xml-text.ts';

/** A file of the granule's `QI_DATA` that its metadata names. */
export interface MaskEntry {
  readonly type: string;
  readonly path: string;
}

function geocoding(extent: Extent): string {
  const grids = GRID_METRES.map((pixelMetres) => tileGrid(extent, pixelMetres));
  const sizes = grids.map(
    (grid) => `      <Size resolution="${grid.pixelMetres}">
        <NROWS>${grid.height}</NROWS>
        <NCOLS>${grid.width}</NCOLS>
      </Size>`,
  );
  const positions = grids.map(
    (grid) => `      <Geoposition resolution="${grid.pixelMetres}">
        <ULX>${grid.originX}</ULX>
        <ULY>${grid.originY}</ULY>
        <XDIM>${grid.pixelMetres}</XDIM>
        <YDIM>${-grid.pixelMetres}</YDIM>
      </Geoposition>`,
  );
  return [...sizes, ...positions].join('\n');
}

function angleList(
  columns: number,
  rows: number,
  angleAt: (eastMetres: number, southMetres: number) => number,
): string {
  const lists = Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (_, column) => {
      const angle = angleAt(column * ANGLE_STEP_METRES, row * ANGLE_STEP_METRES);
      return Number.isNaN(angle) ? 'NaN' : String(Number(angle.toFixed(4)));
    }).join(' '),
  );
  return lines(
    lists.map((row) => `<VALUES>${row}</VALUES>`),
    12,
  );
}

function angleGrid(columns: number, rows: number, at: (eastMetres: number, southMetres: number) => Angles): string {
  const part = (name: string, key: keyof Angles) => `        <${name}>
          <COL_STEP unit="m">${ANGLE_STEP_METRES}</COL_STEP>
          <ROW_STEP unit="m">${ANGLE_STEP_METRES}</ROW_STEP>
          <Values_List>
${angleList(columns, rows, (east, south) => at(east, south)[key])}
          </Values_List>
        </${name}>`;
  return `${part('Zenith', 'zenithDegrees')}\n${part('Azimuth', 'azimuthDegrees')}`;
}

function tileAngles(scene: Scene, sensingTime: string): string {
  const columns = anglePoints(scene.extent.eastMetres);
  const rows = anglePoints(scene.extent.southMetres);
  const none = { zenithDegrees: Number.NaN, azimuthDegrees: Number.NaN };
  const bands = BAND_IDS.map((_, band) => band);
  const views = bands.map(
    (band) => `      <Viewing_Incidence_Angles_Grids bandId="${band}" detectorId="6">
${angleGrid(columns, rows, (east, south) => (isInSwath(scene, east, south) ? viewAt(band, east) : none))}
      </Viewing_Incidence_Angles_Grids>`,
  );
  const means = bands.map((band) => {
    const { zenithDegrees, azimuthDegrees } = viewAt(band, scene.extent.eastMetres / 2);
    return `        <Mean_Viewing_Incidence_Angle bandId="${band}">
          <ZENITH_ANGLE unit="deg">${zenithDegrees}</ZENITH_ANGLE>
          <AZIMUTH_ANGLE unit="deg">${azimuthDegrees}</AZIMUTH_ANGLE>
        </Mean_Viewing_Incidence_Angle>`;
  });
  return `      <Sun_Angles_Grid>
${angleGrid(columns, rows, (east, south) => sunAt(sensingTime, east, south))}
      </Sun_Angles_Grid>
      <Mean_Sun_Angle>
        <ZENITH_ANGLE unit="deg">${scene.sunZenithDegrees}</ZENITH_ANGLE>
        <AZIMUTH_ANGLE unit="deg">${scene.sunAzimuthDegrees}</AZIMUTH_ANGLE>
      </Mean_Sun_Angle>
${views.join('\n')}
      <Mean_Viewing_Incidence_Angle_List>
${means.join('\n')}
      </Mean_Viewing_Incidence_Angle_List>`;
}

function contentQuality(level: Identity['level'], statistics: Statistics): string {
  const percent = (name: string, value: number) => `<${name}>${value.toFixed(6)}</${name}>`;
  if (level === 'L1C') {
    return lines(
      [percent('CLOUDY_PIXEL_PERCENTAGE', statistics.cloudyPercent), percent('SNOW_PIXEL_PERCENTAGE', 0)],
      6,
    );
  }
  const scl = (code: number) => statistics.sclPercent[code] ?? 0;
  return lines(
    [
      percent('CLOUDY_PIXEL_PERCENTAGE', statistics.cloudyPercent),
      percent('NODATA_PIXEL_PERCENTAGE', statistics.noDataPercent),
      percent('SATURATED_DEFECTIVE_PIXEL_PERCENTAGE', scl(1)),
      percent('CAST_SHADOW_PERCENTAGE', scl(2)),
      percent('CLOUD_SHADOW_PERCENTAGE', scl(3)),
      percent('VEGETATION_PERCENTAGE', scl(4)),
      percent('NOT_VEGETATED_PERCENTAGE', scl(5)),
      percent('WATER_PERCENTAGE', scl(6)),
      percent('UNCLASSIFIED_PERCENTAGE', scl(7)),
      percent('MEDIUM_PROBA_CLOUDS_PERCENTAGE', scl(8)),
      percent('HIGH_PROBA_CLOUDS_PERCENTAGE', scl(9)),
      percent('THIN_CIRRUS_PERCENTAGE', scl(10)),
      percent('SNOW_ICE_PERCENTAGE', scl(11)),
    ],
    6,
  );
}

/** The granule's metadata, `MTD_TL.xml`. */
export function tileMetadata(
  identity: Identity,
  scene: Scene,
  masks: readonly MaskEntry[],
  preview: string,
  statistics: Statistics,
): string {
  const number = identity.level.slice(1);
  const root = `n1:Level-${number}_Tile_ID`;
  return `<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<!-- ${SIMULATED_NOTE} -->
<${root} xmlns:n1="https://psd-15.sentinel2.eo.esa.int/PSD/S2_PDI_Level-${number}_Tile_Metadata.xsd" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <n1:General_Info>
    <TILE_ID metadataLevel="Brief">${identity.granuleId}</TILE_ID>
    <DATASTRIP_ID metadataLevel="Standard">${identity.datastripId}</DATASTRIP_ID>
    <DOWNLINK_PRIORITY metadataLevel="Standard">NOMINAL</DOWNLINK_PRIORITY>
    <SENSING_TIME metadataLevel="Standard">${identity.pass.sensingTime}</SENSING_TIME>
    <Archiving_Info metadataLevel="Expertise">
      <ARCHIVING_CENTRE>SIMU</ARCHIVING_CENTRE>
      <ARCHIVING_TIME>${identity.pass.generationTime}</ARCHIVING_TIME>
    </Archiving_Info>
  </n1:General_Info>
  <n1:Geometric_Info>
    <Tile_Geocoding metadataLevel="Brief">
      <HORIZONTAL_CS_NAME>WGS84 / UTM zone ${TILE.utmZone}N</HORIZONTAL_CS_NAME>
      <HORIZONTAL_CS_CODE>EPSG:${TILE.epsg}</HORIZONTAL_CS_CODE>
${geocoding(scene.extent)}
    </Tile_Geocoding>
    <Tile_Angles metadataLevel="Standard">
${tileAngles(scene, identity.pass.sensingTime)}
    </Tile_Angles>
  </n1:Geometric_Info>
  <n1:Quality_Indicators_Info metadataLevel="Standard">
    <Image_Content_QI>
${contentQuality(identity.level, statistics)}
    </Image_Content_QI>
    <Pixel_Level_QI geometry="FULL_RESOLUTION">
${lines(
  masks.map((mask) => `<MASK_FILENAME type="${mask.type}">${mask.path}</MASK_FILENAME>`),
  6,
)}
    </Pixel_Level_QI>
    <PVI_FILENAME>${preview}</PVI_FILENAME>
  </n1:Quality_Indicators_Info>
</${root}>
`;
}
