/** Of the panels beside the map until somebody changes them, pixels. */
export const PANEL_WIDTHS = { left: 272, right: 324 } as const;
