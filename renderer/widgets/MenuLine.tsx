import { Menu } from '@mantine/core';
import Check from 'lucide-react/icons/check';

interface Props {
  readonly label: string;
  /** Shown behind the label. */
  readonly note?: string | undefined;
  /** Of what can be on or off. */
  readonly checked?: boolean | undefined;
  readonly isDisabled: boolean;
  readonly onClick: () => void;
}

/** One line of a menu; one that switches something says whether it is on. In a menu whose labels are aligned. */
export function MenuLine({ label, note, checked, isDisabled, onClick }: Props) {
  const rightSection = note && <span className="menu-shortcut">{note}</span>;
  const shared = { disabled: isDisabled, rightSection, closeMenuOnClick: true };
  return checked === undefined ? (
    <Menu.Item {...shared} onClick={onClick}>
      {label}
    </Menu.Item>
  ) : (
    <Menu.CheckboxItem {...shared} checked={checked} onChange={onClick} checkIcon={<Check size={14} aria-hidden />}>
      {label}
    </Menu.CheckboxItem>
  );
}
