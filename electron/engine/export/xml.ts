import { XMLBuilder } from 'fast-xml-parser';

/** An element: `@name` is an attribute, `#text` its text, any other key a child or a list of children. */
export interface XmlElement {
  readonly [key: string]: XmlValue | readonly XmlValue[] | undefined;
}
type XmlValue = string | number | XmlElement;

const builder = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  format: true,
  suppressEmptyNode: true,
  suppressBooleanAttributes: false,
});

/** Writes elements as indented XML text; special characters are escaped. */
export function toXml(root: XmlElement): string {
  return builder.build(root) as string;
}
