import { element } from "../../../http/page/index.ts";

/** A small button; `spoken` says what it does where its words are too short. */
export function quietButton(label: string, spoken: string | null, press: () => void): HTMLButtonElement {
  const button = element(
    "button",
    { type: "button", class: "quiet", "aria-label": spoken ?? undefined },
    label,
  );
  button.addEventListener("click", press);
  return button;
}

/** A small button that asks for a second press; Escape and leaving it take the first one back. */
export function sureButton(
  label: string,
  sure: string,
  spoken: string,
  press: () => void,
): HTMLButtonElement {
  const button = element("button", { type: "button", class: "quiet", "aria-label": spoken }, label);
  let isArmed = false;
  const arm = (on: boolean): void => {
    isArmed = on;
    button.classList.toggle("armed", on);
    button.textContent = on ? sure : label;
    button.setAttribute("aria-label", on ? `${sure} ${spoken}` : spoken);
  };
  button.addEventListener("click", () => {
    if (!isArmed) return arm(true);
    arm(false);
    press();
  });
  button.addEventListener("blur", () => isArmed && arm(false));
  button.addEventListener("keydown", ({ key }) => key === "Escape" && isArmed && arm(false));
  return button;
}
