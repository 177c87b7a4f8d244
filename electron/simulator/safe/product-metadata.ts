import { BAND_IDS, NATIVE_METRES } from '../../engine/core/bands.ts';
import { OFFSET_DN, QUANTIFICATION } from '../world/digital-numbers.ts';
import type { Scene } from '../world/scene.ts';
import { footprintRing } from './geography.ts';
import { BASELINE, type Identity, PLATFORM, RELATIVE_ORBIT, SIMULATED_NOTE } from './identity.ts';
import type { Statistics } from './statistics.ts';
import { lines, perBand } from './xml-text.ts';

const ALL_BANDS = BAND_IDS.map((_, index) => index);

/** Range and centre of the bands of Sentinel-2A in nanometres (Sentinel-2 Spectral Response Functions, issue 3.0). */
const WAVELENGTHS: readonly (readonly [number, number, number])[] = [
  [412, 456, 442.7],
  [456, 533, 492.7],
  [538, 583, 559.8],
  [646, 684, 664.6],
  [695, 714, 704.1],
  [731, 749, 740.5],
  [769, 797, 782.8],
  [760, 907, 832.8],
  [837, 881, 864.7],
  [932, 958, 945.1],
  [1337, 1412, 1373.5],
  [1539, 1682, 1613.7],
  [2078, 2320, 2202.4],
];
/** Solar irradiance at the top of the atmosphere per band of Sentinel-2A, W/m²/µm (same source). */
const IRRADIANCE = [
  1884.69, 1959.66, 1823.24, 1512.06, 1424.64, 1287.61, 1162.08, 1041.63, 955.32, 812.92, 367.15, 245.59, 85.25,
];
/** Correction for the distance of the sun on the first pass. */
const SUN_DISTANCE = 0.9835;

const SCL_NAMES = [
  'NODATA',
  'SATURATED_DEFECTIVE',
  'CAST_SHADOW',
  'CLOUD_SHADOW',
  'VEGETATION',
  'NOT_VEGETATED',
  'WATER',
  'UNCLASSIFIED',
  'CLOUD_MEDIUM_PROBA',
  'CLOUD_HIGH_PROBA',
  'THIN_CIRRUS',
  'SNOW_ICE',
];

function radiometry(level: Identity['level']): string {
  if (level === 'L1C') {
    return `      <QUANTIFICATION_VALUE unit="none">${QUANTIFICATION}</QUANTIFICATION_VALUE>
      <Radiometric_Offset_List>
${perBand(ALL_BANDS, (band) => `<RADIO_ADD_OFFSET band_id="${band}">${OFFSET_DN}</RADIO_ADD_OFFSET>`, 8)}
      </Radiometric_Offset_List>`;
  }
  return `      <QUANTIFICATION_VALUES_LIST>
        <BOA_QUANTIFICATION_VALUE unit="none">${QUANTIFICATION}</BOA_QUANTIFICATION_VALUE>
        <AOT_QUANTIFICATION_VALUE unit="none">1000.0</AOT_QUANTIFICATION_VALUE>
        <WVP_QUANTIFICATION_VALUE unit="cm">1000.0</WVP_QUANTIFICATION_VALUE>
      </QUANTIFICATION_VALUES_LIST>
      <BOA_ADD_OFFSET_VALUES_LIST>
${perBand(ALL_BANDS, (band) => `<BOA_ADD_OFFSET band_id="${band}">${OFFSET_DN}</BOA_ADD_OFFSET>`, 8)}
      </BOA_ADD_OFFSET_VALUES_LIST>`;
}

function spectralInformation(band: number): string {
  const id = BAND_IDS[band]!;
  const [low, high, centre] = WAVELENGTHS[band]!;
  return `        <Spectral_Information bandId="${band}" physicalBand="${id.replace('B0', 'B')}">
          <RESOLUTION>${NATIVE_METRES[id]}</RESOLUTION>
          <Wavelength>
            <MIN unit="nm">${low}</MIN>
            <MAX unit="nm">${high}</MAX>
            <CENTRAL unit="nm">${centre}</CENTRAL>
          </Wavelength>
        </Spectral_Information>`;
}

function sceneClasses(): string {
  const entry = (name: string, index: number) => `        <Scene_Classification_ID>
          <SCENE_CLASSIFICATION_TEXT>SC_${name}</SCENE_CLASSIFICATION_TEXT>
          <SCENE_CLASSIFICATION_INDEX>${index}</SCENE_CLASSIFICATION_INDEX>
        </Scene_Classification_ID>`;
  return `      <Scene_Classification_List>
${SCL_NAMES.map(entry).join('\n')}
      </Scene_Classification_List>`;
}

function productInfo(identity: Identity, imageFiles: readonly string[]): string {
  const level = identity.level.slice(1);
  const { absoluteOrbit, datatakeTime, generationTime } = identity.pass;
  const time = datatakeTime.slice(0, 19).replaceAll(/[-:]/g, '');
  return `    <Product_Info>
      <PRODUCT_START_TIME>${datatakeTime}</PRODUCT_START_TIME>
      <PRODUCT_STOP_TIME>${datatakeTime}</PRODUCT_STOP_TIME>
      <PRODUCT_URI>${identity.product}</PRODUCT_URI>
      <PROCESSING_LEVEL>Level-${level}</PROCESSING_LEVEL>
      <PRODUCT_TYPE>S2MSI${level}</PRODUCT_TYPE>
      <PROCESSING_BASELINE>${BASELINE}</PROCESSING_BASELINE>
      <GENERATION_TIME>${generationTime}</GENERATION_TIME>
      <PREVIEW_IMAGE_URL>Not applicable</PREVIEW_IMAGE_URL>
      <PREVIEW_GEO_INFO>Not applicable</PREVIEW_GEO_INFO>
      <Datatake datatakeIdentifier="GS2A_${time}_${String(absoluteOrbit).padStart(6, '0')}_N${BASELINE}">
        <SPACECRAFT_NAME>${PLATFORM}</SPACECRAFT_NAME>
        <DATATAKE_TYPE>INS-NOBS</DATATAKE_TYPE>
        <DATATAKE_SENSING_START>${datatakeTime}</DATATAKE_SENSING_START>
        <SENSING_ORBIT_NUMBER>${RELATIVE_ORBIT}</SENSING_ORBIT_NUMBER>
        <SENSING_ORBIT_DIRECTION>DESCENDING</SENSING_ORBIT_DIRECTION>
      </Datatake>
      <Query_Options completeSingleTile="true">
        <PRODUCT_FORMAT>SAFE_COMPACT</PRODUCT_FORMAT>
      </Query_Options>
      <Product_Organisation>
        <Granule_List>
          <Granule datastripIdentifier="${identity.datastripId}" granuleIdentifier="${identity.granuleId}" imageFormat="JPEG2000">
${lines(
  imageFiles.map((file) => `<IMAGE_FILE>${file}</IMAGE_FILE>`),
  12,
)}
          </Granule>
        </Granule_List>
      </Product_Organisation>
    </Product_Info>`;
}

function imageCharacteristics(level: Identity['level']): string {
  return `    <Product_Image_Characteristics>
      <Special_Values>
        <SPECIAL_VALUE_TEXT>NODATA</SPECIAL_VALUE_TEXT>
        <SPECIAL_VALUE_INDEX>0</SPECIAL_VALUE_INDEX>
      </Special_Values>
      <Special_Values>
        <SPECIAL_VALUE_TEXT>SATURATED</SPECIAL_VALUE_TEXT>
        <SPECIAL_VALUE_INDEX>65535</SPECIAL_VALUE_INDEX>
      </Special_Values>
      <Image_Display_Order>
        <RED_CHANNEL>3</RED_CHANNEL>
        <GREEN_CHANNEL>2</GREEN_CHANNEL>
        <BLUE_CHANNEL>1</BLUE_CHANNEL>
      </Image_Display_Order>
${radiometry(level)}
      <Reflectance_Conversion>
        <U>${SUN_DISTANCE}</U>
        <Solar_Irradiance_List>
${perBand(ALL_BANDS, (band) => `<SOLAR_IRRADIANCE bandId="${band}" unit="W/m²/µm">${IRRADIANCE[band]}</SOLAR_IRRADIANCE>`, 10)}
        </Solar_Irradiance_List>
      </Reflectance_Conversion>
      <Spectral_Information_List>
${ALL_BANDS.map(spectralInformation).join('\n')}
      </Spectral_Information_List>
      <REFERENCE_BAND>3</REFERENCE_BAND>
${level === 'L2A' ? `${sceneClasses()}\n` : ''}    </Product_Image_Characteristics>`;
}

function geometricInfo(scene: Scene): string {
  const positions = footprintRing(scene).map(
    ([longitude, latitude]) => `${latitude.toFixed(8)} ${longitude.toFixed(8)}`,
  );
  return `  <n1:Geometric_Info>
    <Product_Footprint>
      <Product_Footprint>
        <Global_Footprint>
          <EXT_POS_LIST>${positions.join(' ')} </EXT_POS_LIST>
        </Global_Footprint>
      </Product_Footprint>
      <RASTER_CS_TYPE>POINT</RASTER_CS_TYPE>
      <PIXEL_ORIGIN>1</PIXEL_ORIGIN>
    </Product_Footprint>
    <Coordinate_Reference_System>
      <GEO_TABLES version="1">EPSG</GEO_TABLES>
      <HORIZONTAL_CS_TYPE>GEOGRAPHIC</HORIZONTAL_CS_TYPE>
    </Coordinate_Reference_System>
  </n1:Geometric_Info>`;
}

function qualityIndicators(level: Identity['level'], { cloudyPercent }: Statistics): string {
  return `  <n1:Quality_Indicators_Info>
    <Cloud_Coverage_Assessment>${cloudyPercent.toFixed(6)}</Cloud_Coverage_Assessment>
${level === 'L1C' ? '    <Snow_Coverage_Assessment>0.0</Snow_Coverage_Assessment>\n' : ''}    <Technical_Quality_Assessment>
      <DEGRADED_ANC_DATA_PERCENTAGE>0.0</DEGRADED_ANC_DATA_PERCENTAGE>
      <DEGRADED_MSI_DATA_PERCENTAGE>0</DEGRADED_MSI_DATA_PERCENTAGE>
    </Technical_Quality_Assessment>
  </n1:Quality_Indicators_Info>`;
}

/**
 * The product's own metadata, `MTD_MSIL1C.xml` or `MTD_MSIL2A.xml`.
 *
 * @param imageFiles paths inside the product without ending, in the order of the listing
 */
export function productMetadata(
  identity: Identity,
  scene: Scene,
  imageFiles: readonly string[],
  statistics: Statistics,
): string {
  const { level } = identity;
  const schema = `https://psd-15.sentinel2.eo.esa.int/PSD/User_Product_Level-${level.slice(1)}.xsd`;
  const root = `n1:Level-${level.slice(1)}_User_Product`;
  return `<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<!-- ${SIMULATED_NOTE} Seed ${scene.seed}. -->
<${root} xmlns:n1="${schema}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <n1:General_Info>
${productInfo(identity, imageFiles)}
${imageCharacteristics(level)}
  </n1:General_Info>
${geometricInfo(scene)}
${qualityIndicators(level, statistics)}
</${root}>
`;
}
