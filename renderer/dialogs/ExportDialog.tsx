export default function ExportDialog() {
  return null;
}
