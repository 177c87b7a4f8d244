import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What `@electron/fuses` looks for in Electron's binary: a sentinel, a version, a count, and that many fuses, on or off as
 * Electron ships them (`docs/tutorial/fuses.md` of its repository).
 */
const FUSE_WIRE = Buffer.concat([
  Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'),
  Buffer.from([1, 9]),
  Buffer.from('101100011'),
]);
const PLIST = (name) => `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict><key>CFBundleExecutable</key><string>${name}</string><key>CFBundleIdentifier</key><string>org.example</string></dict></plist>
`;

/**
 * Writes a folder that electron-builder takes for an unpacked Electron: nothing in it runs. With it the real packager
 * can be run, and what it packs looked at, where Electron's binary cannot be had.
 * @param platform linux, win32 or darwin
 */
export function writeStandInElectron(folder, platform) {
  mkdirSync(join(folder, 'resources'), { recursive: true });
  writeFileSync(join(folder, 'version'), '0.0.0');
  const program = (path) => {
    writeFileSync(path, FUSE_WIRE);
    chmodSync(path, 0o755);
  };
  if (platform === 'linux') {
    program(join(folder, 'electron'));
    program(join(folder, 'chrome-sandbox'));
  } else if (platform === 'win32') program(join(folder, 'electron.exe'));
  else {
    const contents = join(folder, 'Electron.app', 'Contents');
    mkdirSync(join(contents, 'MacOS'), { recursive: true });
    mkdirSync(join(contents, 'Resources'), { recursive: true });
    writeFileSync(join(contents, 'Info.plist'), PLIST('Electron'));
    program(join(contents, 'MacOS', 'Electron'));
    const framework = join(contents, 'Frameworks', 'Electron Framework.framework');
    mkdirSync(framework, { recursive: true });
    program(join(framework, 'Electron Framework'));
    for (const helper of ['', ' (GPU)', ' (Plugin)', ' (Renderer)', ' (Login)']) {
      const app = join(contents, 'Frameworks', `Electron Helper${helper}.app`, 'Contents');
      mkdirSync(join(app, 'MacOS'), { recursive: true });
      writeFileSync(join(app, 'Info.plist'), PLIST(`Electron Helper${helper}`));
      program(join(app, 'MacOS', `Electron Helper${helper}`));
    }
  }
}
