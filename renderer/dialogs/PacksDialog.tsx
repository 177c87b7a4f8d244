export default function PacksDialog() {
  return null;
}
