import { main } from './bench-ui/main.ts';

await main(process.argv.slice(2));
