export default function QueueDialog() {
  return null;
}
