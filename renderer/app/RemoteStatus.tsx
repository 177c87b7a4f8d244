import X from 'lucide-react/icons/x';
import { stopReading } from '../actions/remote.ts';
import { useRemote } from '../state/queries.ts';
import { fetchedText } from '../widgets/remote-text.ts';
import { ToolButton } from '../widgets/ToolButton.tsx';

/** What was fetched over the network in this session, and from whom something is being fetched; nothing while nothing was. */
export function RemoteStatus() {
  const { data } = useRemote();
  if (!data || data.requests === 0) return null;
  const isReading = data.underWay > 0;
  const hosts = Object.values(data.products).flatMap((product) => Object.keys(product.hosts));
  const from = [...new Set(hosts)].join(', ');
  return (
    <span className="remote" title={`Read over the network${from && ` from ${from}`}: ${fetchedText(data)}`}>
      <span className="text">
        {isReading ? `Reading from ${data.host}: ` : 'Network: '}
        {fetchedText(data)}
      </span>
      {isReading && (
        <ToolButton
          small
          icon={X}
          label="Stop reading over the network"
          text="Stop"
          onClick={() => void stopReading()}
        />
      )}
    </span>
  );
}
