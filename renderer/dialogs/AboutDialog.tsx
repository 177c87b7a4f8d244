export default function AboutDialog() {
  return null;
}
