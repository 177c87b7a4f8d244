import manifest from '../../package.json' with { type: 'json' };

/** Version of the application. */
export const VERSION: string = manifest.version;
