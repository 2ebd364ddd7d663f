import { element } from "../../../http/page/index.ts";

export interface TickBoxes {
  node: HTMLFieldSetElement;
  /** The ticked values. When there is none, says so, moves the focus there, and returns null. */
  ticked: () => string[] | null;
}

/** A group of boxes to tick, at least one of which has to be. */
export function tickBoxes(
  legend: string,
  choices: readonly { value: string; label: string; ticked?: boolean }[],
  missing: string,
): TickBoxes {
  const error = element("p", { class: "error", role: "alert" });
  const boxes = choices.map(({ value, ticked = false }) =>
    element("input", { type: "checkbox", value, checked: ticked }),
  );
  const node = element(
    "fieldset",
    { class: "labelled" },
    element("legend", {}, legend),
    ...choices.map(({ label }, at) =>
      element("label", { class: "tick" }, boxes[at]!, element("span", {}, label)),
    ),
    error,
  );
  const ticked = (): string[] | null => {
    const values = boxes.filter((box) => box.checked).map((box) => box.value);
    error.textContent = values.length === 0 ? missing : "";
    if (values.length > 0) return values;
    boxes[0]?.focus();
    return null;
  };
  return { node, ticked };
}
