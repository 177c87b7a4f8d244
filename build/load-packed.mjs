import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Loads every package that the programs of an application load, and prints which there are and what is missing, as one line
 * of JSON. To be copied into the unpacked application and run there: what its files leave out, a start need not show.
 */
const NAMED = /(?:from|import|require\$?\d*|resolve)\s*\(?\s*["']([^"'./][^"']*)["']/g;

const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
const isOfPackage = (name) => Object.keys(dependencies).some((one) => name === one || name.startsWith(`${one}/`));
const programs = readdirSync('dist').filter((name) => name.endsWith('.mjs'));
const named = programs.flatMap((file) => [...readFileSync(`dist/${file}`, 'utf8').matchAll(NAMED)]);
const names = [...new Set(named.map(([, name]) => name).filter(isOfPackage))];

const missing = [];
for (const name of names) {
  try {
    const path = fileURLToPath(import.meta.resolve(name));
    if (!existsSync(path)) throw new Error('is not there');
    if (/\.[cm]?js$/.test(path)) await import(name);
  } catch (error) {
    missing.push(`${name}: ${error.message}`);
  }
}
console.log(JSON.stringify({ names, missing }));
process.exit(0);
