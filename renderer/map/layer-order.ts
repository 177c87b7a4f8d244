/** Empty layers that part the others: images below the first, overlays below the second, what is drawn by hand above. */
export const IMAGES_TOP = 'images-top';
export const OVERLAYS_TOP = 'overlays-top';
