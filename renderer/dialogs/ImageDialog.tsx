export default function ImageDialog() {
  return null;
}
