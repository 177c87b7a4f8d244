import { createTheme, type MantineColorsTuple } from '@mantine/core';

/** Teal, because none of the mask's classes has it. */
const accent: MantineColorsTuple = [
  '#e3f7f4',
  '#c7ebe5',
  '#9ddcd2',
  '#6fccbe',
  '#4cbfae',
  '#35b5a2',
  '#1f9a88',
  '#0d7c6d',
  '#0a6459',
  '#064b43',
];

/** Neutral greys without a tint, so that they do not colour the judgement of the image. */
const dark: MantineColorsTuple = [
  '#e4e6e9',
  '#b9bdc4',
  '#a3a8b0',
  '#7b818a',
  '#454a52',
  '#363a41',
  '#2b2f35',
  '#222529',
  '#1b1d20',
  '#131416',
];

export const theme = createTheme({
  primaryColor: 'accent',
  primaryShade: { dark: 4, light: 7 },
  autoContrast: true,
  colors: { accent, dark },
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", monospace',
  fontSizes: { xs: '12px', sm: '13px', md: '13px', lg: '15px', xl: '18px' },
  defaultRadius: 4,
  focusRing: 'auto',
  respectReducedMotion: true,
  cursorType: 'default',
  components: {
    Button: { defaultProps: { size: 'xs', variant: 'default' } },
    Select: {
      defaultProps: { size: 'xs', checkIconPosition: 'right', allowDeselect: false, rightSectionWidth: 20 },
    },
    TextInput: { defaultProps: { size: 'xs' } },
    ColorInput: { defaultProps: { size: 'xs' } },
    Checkbox: { defaultProps: { size: 'xs' } },
    Switch: { defaultProps: { size: 'xs', withThumbIndicator: false } },
    SegmentedControl: { defaultProps: { size: 'xs', transitionDuration: 100 } },
    Slider: { defaultProps: { size: 3, thumbSize: 12, label: null } },
    Menu: {
      // Its placeholder is nothing that a menu may hold (ARIA); without it the first item has the focus.
      defaultProps: { shadow: 'md', transitionProps: { duration: 80 }, offset: 2, withInitialFocusPlaceholder: false },
    },
    Tooltip: {
      defaultProps: {
        openDelay: 400,
        transitionProps: { duration: 80 },
        withArrow: false,
        events: { hover: true, focus: true, touch: false },
      },
    },
    Modal: {
      defaultProps: { transitionProps: { duration: 100 }, overlayProps: { backgroundOpacity: 0.5 }, centered: true },
    },
    Popover: { defaultProps: { transitionProps: { duration: 80 }, shadow: 'md' } },
  },
});
