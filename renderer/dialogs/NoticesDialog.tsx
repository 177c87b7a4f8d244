import { TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import ChevronRight from 'lucide-react/icons/chevron-right';
import { useState } from 'react';
import { getJson } from '../api/client.ts';
import { ErrorNotice } from '../widgets/Notice.tsx';
import { Dialog } from './Dialog.tsx';

/** GET /notices.json, which the build writes beside the window. */
interface Notice {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  readonly address: string | null;
  readonly text: string;
}

const useNotices = () =>
  useQuery({ queryKey: ['notices'], queryFn: () => getJson<readonly Notice[]>('/notices.json') });

/** Everything in the program that others wrote: name, version, licence and its text. */
export default function NoticesDialog() {
  const { data: notices = [], error, isPending } = useNotices();
  const [wanted, setWanted] = useState('');
  const shown = notices.filter(({ name, licence }) =>
    `${name} ${licence}`.toLowerCase().includes(wanted.toLowerCase()),
  );
  return (
    <Dialog title="Third-party licences" size={840}>
      <p className="notices-lead">
        Nephoscope is built from {notices.length || 'the'} packages of others. GDAL (gdal3.js, LGPL-2.1-or-later) can be
        replaced: put the files of another build of gdal3.js in the place of{' '}
        <span className="mono selectable">node_modules/gdal3.js</span>, which in an installed application lies in{' '}
        <span className="mono selectable">resources/app.asar.unpacked</span>, and start Nephoscope again. Electron and
        Chromium bring their own licences beside the program, in{' '}
        <span className="mono selectable">LICENSES.chromium.html</span>.
      </p>
      {error && <ErrorNotice error={error} />}
      <TextInput
        aria-label="Filter by name or licence"
        placeholder="Filter by name or licence"
        value={wanted}
        onChange={(event) => setWanted(event.currentTarget.value)}
      />
      <div className="notices">
        {shown.map(({ name, version, licence, address, text }) => (
          <details key={`${name} ${version}`}>
            <summary>
              <ChevronRight size={14} aria-hidden />
              <span className="name">{name}</span>
              <span className="version">{version}</span>
              <span className="licence">{licence}</span>
            </summary>
            {address && <p className="selectable mono">{address}</p>}
            <pre className="selectable">{text}</pre>
          </details>
        ))}
        {!isPending && !error && shown.length === 0 && <p className="notices-none">No package matches.</p>}
      </div>
    </Dialog>
  );
}
