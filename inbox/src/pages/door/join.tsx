import { useTexts } from "../../texts.tsx";
import { ByCode } from "./by-code.tsx";

/** Behind the link of an invitation. */
export function Join() {
  const { door } = useTexts();
  return (
    <ByCode
      how="join"
      title={door.joinTitle}
      explain={door.joinExplain}
      codeHint={door.joinCodeHint}
      submit={door.joinSubmit}
      below={<p>{door.ownHint}</p>}
      next="/welcome"
    />
  );
}
