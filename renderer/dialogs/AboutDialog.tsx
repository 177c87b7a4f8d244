import { useAbout, useStatus } from '../state/queries.ts';
import { openDialog } from '../state/ui.ts';
import { bytesText } from '../widgets/format.ts';
import { ErrorNotice } from '../widgets/Notice.tsx';
import { Dialog } from './Dialog.tsx';

export default function AboutDialog() {
  const { data: about, error } = useAbout();
  const { data: status, error: statusError } = useStatus();
  const failed = error ?? statusError;
  const unknown = failed ? 'unknown' : '…';
  return (
    <Dialog title="About Nephoscope" size={480}>
      {failed && <ErrorNotice error={failed} />}
      <dl className="facts">
        <dt>Version</dt>
        <dd>{about?.version ?? unknown}</dd>
        <dt>Licence</dt>
        <dd>
          Apache-2.0{' '}
          <button type="button" className="more" onClick={() => openDialog('notices')}>
            Third-party licences
          </button>
        </dd>
        <dt>Threads</dt>
        <dd>{about?.threads ?? unknown}</dd>
        <dt>Inference</dt>
        <dd>{status?.device.reason ?? unknown}</dd>
        <dt>Memory</dt>
        <dd>{status ? bytesText(status.residentBytes) : unknown}</dd>
        <dt>Kept tiles</dt>
        <dd>{status ? bytesText(status.cacheBytes) : unknown}</dd>
      </dl>
      <p className="dim" style={{ margin: '12px 0 0' }}>
        Nothing leaves this machine: products, masks and settings are read and written here only.
      </p>
    </Dialog>
  );
}
