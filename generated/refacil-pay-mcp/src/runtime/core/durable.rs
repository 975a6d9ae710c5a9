//! Files that outlive a crash: private to their owner, locked between processes, replaced as a whole.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::words::io_error;

/// Held until it is dropped: no other process changes what it guards.
#[derive(Debug)]
pub struct Held {
    _file: File,
}

/// Waits until no other process holds the lock of that file.
///
/// # Errors
/// The file of the lock cannot be made.
pub fn hold(lock: &Path) -> io::Result<Held> {
    let file = open_to_append(lock)?;
    file.lock()?;
    Ok(Held { _file: file })
}

/// The same for whoever only reads, in whose way no other reader is. Where there is no lock, nobody writes.
///
/// # Errors
/// There is a lock, and it cannot be opened.
pub fn hold_to_read(lock: &Path) -> io::Result<Option<Held>> {
    match check_plain(lock).and_then(|()| File::open(lock)) {
        Ok(file) => {
            file.lock_shared()?;
            Ok(Some(Held { _file: file }))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// All of a file. What is no plain file is refused: whoever read a pipe would wait for a writer without end.
///
/// # Errors
/// It is something else, is not there, or cannot be read.
pub fn read(path: &Path) -> io::Result<Vec<u8>> {
    check_plain(path)?;
    fs::read(path)
}

/// Opens a file to append to it, with its folder; both are private where they are new. What is no plain file is refused:
/// a link could point anywhere.
///
/// # Errors
/// It is something else, or cannot be opened.
pub fn open_to_append(path: &Path) -> io::Result<File> {
    make_folder(folder_of(path))?;
    check_plain(path)?;
    let file = append_options().open(path)?;
    // It may have become a link in the meantime.
    check_plain(path)?;
    if file.metadata()?.is_file() { Ok(file) } else { Err(io_error("it is not a plain file")) }
}

/// Puts these bytes in the place of the file. A reader sees the old file or the new one, never a part; a crash leaves one
/// of them whole, and once this returns, the new one.
///
/// # Errors
/// It is a link, or cannot be written.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = folder_of(path);
    make_folder(folder)?;
    check_plain(path)?;
    let mut file = tempfile::Builder::new().prefix(".new").tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    sync_folder(folder)
}

/// Whether [`open_to_append`] would open that file; nothing is made.
///
/// # Errors
/// Why it would not.
pub fn check_append(path: &Path) -> io::Result<()> {
    check_replace(path)?;
    match OpenOptions::new().read(true).append(true).open(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Whether [`replace`] could put a file there; nothing is made.
///
/// # Errors
/// Why it could not.
pub fn check_replace(path: &Path) -> io::Result<()> {
    check_folder(folder_of(path))?;
    check_plain(path)
}

/// Whether a file could be made in that folder, and the folder itself where it is not there; nothing stays.
///
/// # Errors
/// Why it could not.
pub fn check_folder(folder: &Path) -> io::Result<()> {
    let is_missing =
        |path: &Path| fs::symlink_metadata(path).is_err_and(|error| error.kind() == io::ErrorKind::NotFound);
    let mut there = folder;
    while is_missing(there) {
        there = folder_of(there);
    }
    // The name of the file that was tried says nothing to anybody.
    tempfile::tempfile_in(there)
        .and_then(|mut file| file.write_all(b"\n"))
        .map_err(|error| error.kind().into())
}

/// The mode of what every user may write to. In a sticky folder only the owner of a file may remove it.
#[cfg(unix)]
#[must_use]
pub fn open_to_all(path: &Path) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt;
    let data = fs::metadata(path).ok()?;
    let mode = data.permissions().mode() & 0o7777;
    let is_sticky = data.is_dir() && mode & 0o1000 != 0;
    (mode & 0o002 != 0 && !is_sticky).then_some(mode)
}

/// Other systems have no such bits.
#[cfg(not(unix))]
#[must_use]
pub const fn open_to_all(_: &Path) -> Option<u32> {
    None
}

/// The file of that name beside the other: `audit.log` and `.lock` give `audit.log.lock`.
#[must_use]
pub fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// Makes the folder, and those above it.
///
/// # Errors
/// It cannot be made.
pub fn make_folder(folder: &Path) -> io::Result<()> {
    folder_options().recursive(true).create(folder)
}

/// Makes names in the folder as durable as what they name.
///
/// # Errors
/// The system cannot promise it.
#[cfg(unix)]
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Other systems cannot open a folder to sync it; their journals keep names.
///
/// # Errors
/// Never.
#[cfg(not(unix))]
pub fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

/// The folder that holds the file.
#[must_use]
pub fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn check_plain(path: &Path) -> io::Result<()> {
    match fs::symlink_metadata(path) {
        Ok(data) if data.file_type().is_symlink() => Err(io_error("it is a symbolic link")),
        Ok(data) if !data.is_file() => Err(io_error("it is not a plain file")),
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

#[cfg(unix)]
fn folder_options() -> fs::DirBuilder {
    use std::os::unix::fs::DirBuilderExt;
    let mut options = fs::DirBuilder::new();
    options.mode(0o700);
    options
}

#[cfg(not(unix))]
fn folder_options() -> fs::DirBuilder {
    fs::DirBuilder::new()
}

#[cfg(unix)]
fn append_options() -> OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;
    let mut options = OpenOptions::new();
    options.read(true).append(true).create(true).mode(0o600);
    options
}

#[cfg(not(unix))]
fn append_options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).append(true).create(true);
    options
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_as_a_whole_and_leaves_nothing_beside_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("new/state.json");
        replace(&path, b"old").expect("written");
        replace(&path, b"new").expect("written");
        assert_eq!(fs::read(&path).expect("readable"), b"new");
        assert_eq!(fs::read_dir(folder.path().join("new")).expect("a folder").count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn what_would_be_refused_shows_before_and_leaves_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        for good in ["log", "new/folder/log"] {
            assert!(check_append(&at(good)).is_ok() && check_replace(&at(good)).is_ok(), "{good}");
        }
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 0);
        fs::write(at("file"), "mine").expect("written");
        fs::create_dir(at("folder")).expect("made");
        std::os::unix::fs::symlink(at("nowhere"), at("link")).expect("linked");
        assert!(check_append(&at("file")).is_ok());
        for bad in ["folder", "link", "file/log", "link/log", "file/new/log"] {
            assert!(check_append(&at(bad)).is_err() && check_replace(&at(bad)).is_err(), "{bad}");
            assert!(open_to_append(&at(bad)).is_err() && replace(&at(bad), b"").is_err(), "{bad}");
        }
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 3);
        assert_eq!(fs::read_to_string(at("file")).expect("readable"), "mine");
    }

    #[cfg(unix)]
    #[test]
    fn nobody_waits_for_a_pipe() {
        let folder = tempfile::tempdir().expect("a folder");
        let pipe = folder.path().join("state.json");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status().expect("mkfifo");
        assert!(made.success());
        assert!(read(&pipe).is_err() && hold_to_read(&pipe).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn links_are_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let (target, link) = (folder.path().join("target"), folder.path().join("link"));
        fs::write(&target, "theirs").expect("written");
        std::os::unix::fs::symlink(&target, &link).expect("linked");
        assert!(read(&link).is_err() && read(&target).is_ok());
        assert!(open_to_append(&link).is_err() && replace(&link, b"ours").is_err() && hold(&link).is_err());
        assert_eq!(fs::read_to_string(&target).expect("readable"), "theirs");
    }
}
