import './styles/index.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { createRoot } from 'react-dom/client';
import { allCommands } from './actions/commands/index.ts';
import { App } from './app/App.tsx';
import { defineCommands } from './commands/registry.ts';
import { queryClient } from './state/queries.ts';

defineCommands(allCommands);
createRoot(document.getElementById('root')!).render(
  <QueryClientProvider client={queryClient}>
    <App />
  </QueryClientProvider>,
);
