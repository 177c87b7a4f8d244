import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** `npm test`: everything. Installs from Debian what the tests look at the results with, where it is missing. */
const TOOLS = [
  { package: 'strace', path: '/usr/bin/strace' },
  { package: 'chromium', path: '/usr/bin/chromium' },
  { package: 'gdal-bin', path: '/usr/bin/gdalinfo' },
];

function run(command, ...args) {
  console.log(`\n> ${[command, ...args].join(' ')}`);
  const { status, error } = spawnSync(command, args, { stdio: 'inherit' });
  if (error) console.error(error.message);
  if (status !== 0) process.exit(status ?? 1);
}

const missing = TOOLS.filter((tool) => !existsSync(tool.path)).map((tool) => tool.package);
if (missing.length > 0) {
  if (!existsSync('/usr/bin/apt-get') || process.getuid?.() !== 0) {
    console.error(
      `The tests need ${missing.join(' and ')}: install them (on Debian: apt-get install ${missing.join(' ')}).`,
    );
    process.exit(1);
  }
  run('apt-get', 'update', '-qq');
  run('apt-get', 'install', '-y', '-qq', '--no-install-recommends', ...missing);
}
run('npm', 'run', '-s', 'check');
run('npm', 'run', '-s', 'test:unit');
run('npm', 'run', '-s', 'test:e2e');

/** The training's tests, where Python has what they want: `NEPHOSCOPE_PYTHON`, else the system's. */
const python = process.env.NEPHOSCOPE_PYTHON ?? 'python3';
const modules = 'h5py, numpy, onnx, onnxruntime, PIL, pytest, rasterio, scipy, torch';
const canTrain = spawnSync(python, ['-c', `import ${modules}`], { stdio: 'ignore' }).status === 0;
if (canTrain) {
  run(python, '-m', 'ruff', 'check', 'models');
  run(python, '-m', 'ruff', 'format', '--check', 'models');
  run(python, '-m', 'pytest', '-q', 'models');
} else {
  console.log(`\nThe training is not tested: ${python} lacks what models/training/requirements.txt names.`);
}
