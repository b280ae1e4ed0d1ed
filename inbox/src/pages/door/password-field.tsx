import { Eye, EyeOff } from "lucide-react";
import { useState, type ComponentProps, type ReactNode } from "react";
import { useTexts } from "../../texts.tsx";
import { classes } from "../../ui/classes.ts";
import { boxClasses } from "../../ui/text-field.tsx";
import { Field } from "../parts/field.tsx";

/** A password, which can be looked at while it is typed. */
export function PasswordField({
  label,
  hint,
  wrong,
  ...input
}: Omit<ComponentProps<"input">, "id" | "type" | "className"> & {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly wrong?: string | undefined;
}) {
  const { door } = useTexts();
  const [isShown, show] = useState(false);
  const Icon = isShown ? EyeOff : Eye;
  return (
    <Field label={label} hint={hint} wrong={wrong}>
      {(tied) => (
        <div className="relative">
          <input
            {...input}
            {...tied}
            type={isShown ? "text" : "password"}
            autoCapitalize="none"
            spellCheck={false}
            className={classes(boxClasses, "pr-12")}
          />
          <button
            type="button"
            aria-label={isShown ? door.hide : door.show}
            onClick={() => show(!isShown)}
            className="absolute inset-y-0 right-0 grid w-11 place-items-center rounded-[9px] text-ink2 hover:text-ink"
          >
            <Icon size={17} aria-hidden />
          </button>
        </div>
      )}
    </Field>
  );
}
