import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Identity } from './identity.ts';

async function checksum(path: string): Promise<string> {
  const hash = createHash('sha3-256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

function mimeType(path: string): string {
  if (path.endsWith('.xml')) return 'text/xml';
  return path.endsWith('.txt') ? 'text/plain' : 'application/octet-stream';
}

/**
 * `manifest.safe`: every file of the product with its size and checksum.
 *
 * @param folder the product on disk
 * @param paths files inside of it, with forward slashes
 */
export async function manifest(folder: string, identity: Identity, paths: readonly string[]): Promise<string> {
  const units: string[] = [];
  const objects: string[] = [];
  for (const [index, path] of paths.entries()) {
    const id = `Data_${index + 1}`;
    const { size } = await stat(join(folder, path));
    units.push(
      `      <xfdu:contentUnit unitType="Data Unit"><dataObjectPointer dataObjectID="${id}"/></xfdu:contentUnit>`,
    );
    objects.push(`    <dataObject ID="${id}">
      <byteStream mimeType="${mimeType(path)}" size="${size}">
        <fileLocation href="./${path}" locatorType="URL"/>
        <checksum checksumName="SHA3-256">${await checksum(join(folder, path))}</checksum>
      </byteStream>
    </dataObject>`);
  }
  return `<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<xfdu:XFDU xmlns:xfdu="urn:ccsds:schema:xfdu:1" xmlns:safe="http://www.esa.int/safe/sentinel/1.1" version="esa/safe/sentinel/1.1/sentinel-2/msi/archive_${identity.level.toLowerCase()}_user_product">
  <informationPackageMap>
    <xfdu:contentUnit textInfo="Simulated SENTINEL-2 MSI ${identity.level} product" unitType="Product_Level-${identity.level.slice(1)}">
${units.join('\n')}
    </xfdu:contentUnit>
  </informationPackageMap>
  <dataObjectSection>
${objects.join('\n')}
  </dataObjectSection>
</xfdu:XFDU>
`;
}
