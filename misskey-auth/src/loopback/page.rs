//! The small page that the browser shows in the end.

use super::language::Language;
use crate::oauth::escaped;

/// What a page tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Page {
    /// The program has its token.
    Done,
    /// The user has denied access.
    Denied,
    /// It did not work, and the program says why.
    Failed,
    /// Nobody waits for this browser: it is not of this session, or comes again.
    Unexpected,
}

impl Page {
    pub(super) fn status(self) -> &'static str {
        match self {
            Self::Done | Self::Denied => "200 OK",
            Self::Failed => "502 Bad Gateway",
            Self::Unexpected => "400 Bad Request",
        }
    }

    /// The page, whole, for the user of a program.
    pub(super) fn html(self, language: Language, program: &str) -> String {
        let (title, text) = self.texts(language);
        let (tag, program) = (language.tag(), escaped(program));
        format!(
            "<!DOCTYPE html>\n<html lang=\"{tag}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width\">\n\
             <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n\
             <body>\n<p>{program}</p>\n<h1>{title}</h1>\n<p>{text}</p>\n</body>\n</html>\n"
        )
    }

    fn texts(self, language: Language) -> (&'static str, &'static str) {
        use Language::{Chinese, English, French, German, Japanese, Korean, Spanish};
        match (self, language) {
            (Self::Done, English) => ("Signed in", "You can close this window."),
            (Self::Done, Japanese) => {
                ("サインインしました", "このウィンドウを閉じてください。")
            }
            (Self::Done, Chinese) => ("登录成功", "您可以关闭此窗口。"),
            (Self::Done, Korean) => ("로그인했습니다", "이 창을 닫아도 됩니다."),
            (Self::Done, German) => {
                ("Angemeldet", "Sie können dieses Fenster schließen.")
            }
            (Self::Done, French) => ("Connecté", "Vous pouvez fermer cette fenêtre."),
            (Self::Done, Spanish) => ("Sesión iniciada", "Puede cerrar esta ventana."),

            (Self::Denied, English) => ("Access denied", "You can close this window."),
            (Self::Denied, Japanese) => (
                "アクセスは拒否されました",
                "このウィンドウを閉じてください。",
            ),
            (Self::Denied, Chinese) => ("已拒绝访问", "您可以关闭此窗口。"),
            (Self::Denied, Korean) => {
                ("접근이 거부되었습니다", "이 창을 닫아도 됩니다.")
            }
            (Self::Denied, German) => {
                ("Zugriff verweigert", "Sie können dieses Fenster schließen.")
            }
            (Self::Denied, French) => {
                ("Accès refusé", "Vous pouvez fermer cette fenêtre.")
            }
            (Self::Denied, Spanish) => ("Acceso denegado", "Puede cerrar esta ventana."),

            (Self::Failed, English) => (
                "Not signed in",
                "The program tells why. You can close this window.",
            ),
            (Self::Failed, Japanese) => (
                "サインインできませんでした",
                "理由はプログラムに表示されます。このウィンドウを閉じてください。",
            ),
            (Self::Failed, Chinese) => {
                ("登录失败", "程序会说明原因。您可以关闭此窗口。")
            }
            (Self::Failed, Korean) => (
                "로그인하지 못했습니다",
                "이유는 프로그램에 표시됩니다. 이 창을 닫아도 됩니다.",
            ),
            (Self::Failed, German) => (
                "Nicht angemeldet",
                "Das Programm sagt, warum. Sie können dieses Fenster schließen.",
            ),
            (Self::Failed, French) => (
                "Non connecté",
                "Le programme indique pourquoi. Vous pouvez fermer cette fenêtre.",
            ),
            (Self::Failed, Spanish) => (
                "Sesión no iniciada",
                "El programa indica el motivo. Puede cerrar esta ventana.",
            ),

            (Self::Unexpected, English) => (
                "Nobody waits for this page",
                "It belongs to another sign-in, or to one that is over. You can close this window.",
            ),
            (Self::Unexpected, Japanese) => (
                "このページは無効です",
                "別のサインイン、または終了したサインインのページです。このウィンドウを閉じてください。",
            ),
            (Self::Unexpected, Chinese) => (
                "此页面无效",
                "它属于另一次登录，或已结束的登录。您可以关闭此窗口。",
            ),
            (Self::Unexpected, Korean) => (
                "유효하지 않은 페이지입니다",
                "다른 로그인이거나 이미 끝난 로그인입니다. 이 창을 닫아도 됩니다.",
            ),
            (Self::Unexpected, German) => (
                "Niemand wartet auf diese Seite",
                "Sie gehört zu einer anderen oder beendeten Anmeldung. Sie können dieses Fenster schließen.",
            ),
            (Self::Unexpected, French) => (
                "Personne n’attend cette page",
                "Elle appartient à une autre connexion, ou à une connexion terminée. Vous pouvez fermer cette fenêtre.",
            ),
            (Self::Unexpected, Spanish) => (
                "Nadie espera esta página",
                "Pertenece a otro inicio de sesión, o a uno terminado. Puede cerrar esta ventana.",
            ),
        }
    }
}

const STYLE: &str = "body{font:1.1em/1.5 sans-serif;max-width:32em;margin:20vh auto;\
                     padding:0 1em;color-scheme:light dark}h1{font-size:1.5em}";
