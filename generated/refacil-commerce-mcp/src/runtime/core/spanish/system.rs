//! Why the system refused something, where that is usual.

use super::Pair;

pub(super) const ALL: &[Pair] = &[
    ("there is no such file or folder", "no existe ese archivo o carpeta"),
    ("permission denied", "permiso denegado"),
    ("it exists already", "ya existe"),
    ("it is a folder", "es una carpeta"),
    ("a part of the path is no folder", "una parte de la ruta no es una carpeta"),
    ("the file system is read-only", "el sistema de archivos es de solo lectura"),
    ("the disk is full", "el disco está lleno"),
    ("the disk quota is used up", "la cuota de disco se agotó"),
    ("the address is in use", "la dirección está en uso"),
    ("the connection was refused", "la conexión fue rechazada"),
    ("it took too long", "tardó demasiado"),
];
