/** Where the page comes from: the scheme that the shell answers itself. */
export const ORIGIN = 'app://nephoscope';
export const PAGE = `${ORIGIN}/index.html`;
