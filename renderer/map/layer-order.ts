/** Layers that part the others, and draw nothing of their own: images below the first, overlays below the second, what is drawn by hand above. */
export const IMAGES_TOP = 'images-top';
export const OVERLAYS_TOP = 'overlays-top';
