import { MantineProvider } from '@mantine/core';
import { useSettings } from '../state/queries.ts';
import { Guarded } from '../widgets/Guarded.tsx';
import { Frame } from './Frame.tsx';
import { theme } from './theme.ts';

/** The window; the engine's settings decide the theme, so nothing is drawn before they are there or have failed. */
export function App() {
  const { data, isPending } = useSettings();
  const scheme = data?.theme ?? 'dark';
  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme="dark"
      {...(scheme === 'system' ? { defaultColorScheme: 'auto' as const } : { forceColorScheme: scheme })}
    >
      <Guarded>{!isPending && <Frame />}</Guarded>
    </MantineProvider>
  );
}
